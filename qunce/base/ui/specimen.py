"""Made-up things for the styleguide: among them a name of forty characters and one of emoji only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.base.accounts.roles import role_label
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict

from . import charts, palette, shell, tables
from .assets import icon_names

LONG_NAME = "北京朝阳区望京东园四区写字楼午餐三人拼团优惠接龙与新品试吃官方福利一号群欢迎光临"
EMOJI_NAME = "👨‍👩‍👧‍👦🎉🥟🔥"
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True)
class SampleGroup:
    id: int
    name: str
    purpose: str
    members: int
    speaking: int
    heard_at: int | None
    waiting: int


def _groups(now: int) -> list[SampleGroup]:
    return [
        SampleGroup(1, LONG_NAME, _("Sales"), 186, 43, now - 600, 3),
        SampleGroup(2, EMOJI_NAME, _("Exchange"), 8, 3, now - 26 * HOUR, 0),
        SampleGroup(3, "海淀家长共学营", _("Learning"), 61, 23, now - 4 * DAY, 1),
        SampleGroup(4, "VIP 会员体验群", _("Member sample"), 200, 71, None, 0),
        SampleGroup(5, "Founders <b>exchange</b>", _("Exchange"), 12430, 988, now - 400 * DAY, 12),
    ]


def _verdict(now: int) -> Verdict:
    return Verdict(
        kind="desk.unanswered",
        subject=("message", 1),
        decision="unanswered",
        reasons=(
            Reason(
                N_("%(name)s asked at %(asked_at)s; nobody answered within %(limit_seconds)s of service time."),
                {"name": LONG_NAME, "asked_at": now - 2 * HOUR, "limit_seconds": 1800},
            ),
            Reason(N_("Similar questions were answered in %(answered_share)s of cases."), {"answered_share": 0.82}),
        ),
        evidence=(Evidence("message", 1, span=(0, 4)),),
        confidence=0.93,
        policy="desk.unanswered/1",
        as_of=now,
    )


class SampleForm(forms.Form):
    """Every kind of field, some of them wrong."""

    name = forms.CharField(max_length=60)
    purpose = forms.ChoiceField(choices=[("sales", "销售"), ("service", "服务")])
    reply_limit = forms.IntegerField(min_value=1)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    rules = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    notify = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _("Group name"),
            "purpose": _("Purpose"),
            "reply_limit": _("Reply limit (minutes)"),
            "since": _("Since"),
            "rules": _("Rules"),
            "kind": _("Kind"),
            "notify": _("Tell the members"),
        }
        for key, label in labels.items():
            self.fields[key].label = label
        self.fields["reply_limit"].help_text = _("Counts only inside the service hours.")


def _charts() -> Mapping[str, charts.Chart]:
    days = [f"11-{day:02d}" for day in range(1, 22)]
    spoke = [30 + (day * 37) % 41 for day in range(21)]
    share = [0.2 + ((day * 13) % 17) / 60 for day in range(21)]
    line = charts.Chart(
        "lines",
        days,
        [charts.Series(_("Share speaking"), share, [s - 0.07 for s in share], [s + 0.07 for s in share])],
        share=True,
        floor=0.25,
        floor_name=_("Floor"),
    )
    bars = charts.bars(days, {_("Messages"): spoke, _("Questions"): [s // 4 for s in spoke]})
    top = charts.ranking([LONG_NAME, EMOJI_NAME, "李雷", "韩梅梅", "Ann"], [64, 51, 33, 12, 4], _("Answers"))
    hours = charts.hours(
        [[(h * 7 + d * 11) % 23 if 7 < h < 23 else 0 for h in range(24)] for d in range(7)], _("Messages")
    )
    return {"line": line, "bars": bars, "top": top, "hours": hours}


def palette_groups(q: str) -> list[palette.Group]:
    """What the styleguide's palette finds."""
    people = [
        palette.Hit(n, reverse("ui:styleguide"), avatar=n, note=_("61 groups")) for n in (LONG_NAME, EMOJI_NAME, "李雷")
    ]
    return [palette.Group(_("People"), [hit for hit in people if q.lower() in hit.label.lower()])]


def _shell(request: HttpRequest) -> shell.Shell:
    here = reverse("ui:styleguide")
    return shell.Shell(
        signed_in=True,
        user_name="王小明",
        role_label=role_label("owner"),
        workspace_name=LONG_NAME,
        workspaces=(
            shell.WorkspaceLink(LONG_NAME, here, current=True),
            shell.WorkspaceLink("演示社群", here, is_demo=True),
        ),
        menu=(shell.MenuLink(_("Sign out"), here, "logout", post=True),),
        demo=shell.DemoStrip(clear_url=here, import_url=here),
        badges={"today": 12, "order": 3},
        palette_url=reverse("ui:styleguide-palette"),
        language_url=shell.address("accounts:language"),
        home_url=here,
    )


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the styleguide shows."""
    now = clock.timestamp()
    columns = [
        tables.Column("name", _("Group"), order="name", wide=True),
        tables.Column("purpose", _("Purpose")),
        tables.Column("members", _("Members"), order="members", number=True),
        tables.Column("speaking", _("Speaking, 28 days"), number=True),
        tables.Column("heard", _("Heard until"), order="heard_at"),
    ]
    groups = _groups(now)
    return {
        "shell": _shell(request),
        "now": now,
        "columns": columns,
        "sorting": tables.sorting(request, columns, "-members"),
        "listing": tables.Listing(groups, tables.page_number(request), 5, 12430, True),
        "verdict": _verdict(now),
        "form": SampleForm({"name": "", "purpose": "sales", "reply_limit": "0", "kind": "a"}),
        "charts": _charts(),
        "spark": charts.sparkline_points([3, 5, 4, 8, 7, 9, 12, 10]),
        "long_name": LONG_NAME,
        "emoji_name": EMOJI_NAME,
        "icons": sorted(icon_names()),
        "tones": ["", "accent", "info", "success", "warning", "danger", "outline"],
    }
