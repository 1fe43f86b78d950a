"""服务: what breaches within the hour, and how long people wait for a reply, by group and by colleague (E3, E4)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import formats, tables
from qunce.base.ui.pages import go, render, toast
from qunce.base.ui.tables import Column
from qunce.community import queries as community
from qunce.community.access import access_group
from qunce.community.exports import Cell, workbook
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.stats import Quantile
from qunce.practice.desk.service import filling, policy, queries
from qunce.practice.desk.service.policy import Figure, Tally

SIZE: Final = 20
COLLEAGUES: Final = 50
KINDS: Final = {"first": N_("First reply"), "next": N_("Next reply"), "resolution": N_("Resolution")}


class Asked(NamedTuple):
    """``?kind=``, ``?days=`` and ``?group=`` as far as they make sense."""

    kind: str
    days: int
    group: Group | None

    @property
    def group_id(self) -> int | None:
        return self.group.pk if self.group else None


class Line(NamedTuple):
    """A line of a table. ``ticked``: it is a staff account's ticks, not what somebody wrote."""

    name: str
    href: str
    figure: Figure
    ticked: bool = False


def _asked(request: StaffRequest) -> Asked:
    kind, days, group = (request.GET.get(key, "") for key in ("kind", "days", "group"))
    narrowed = access_group(request.actor, int(group)) if group.isascii() and group.isdigit() else None
    return Asked(
        kind if kind in KINDS else "first", int(days) if days in map(str, queries.PERIODS) else queries.PERIODS[0],
        narrowed,
    )  # fmt: skip


@require_GET
@door(Role.VIEWER)
def board(request: StaffRequest) -> HttpResponse:
    """``?kind=`` first, next or resolution; ``?days=`` 7 or 28; ``?group=`` narrows it."""
    asked, now = _asked(request), clock.timestamp()
    cells = policy.cells(queries.runs(queries.turns(request.actor, asked.kind, asked.days, asked.group_id)))
    total, groups = policy.by_group(cells)
    listing = tables.listing(request, _most_first(groups), size=SIZE)
    context = {
        "asked": asked,
        "tabs": [
            (_(label), f"{reverse('service:board')}?{_with(asked, kind=kind)}", kind == asked.kind, None)
            for kind, label in KINDS.items()
        ],
        "periods": [
            (days, f"{reverse('service:board')}?{_with(asked, days=days)}", days == asked.days)
            for days in queries.PERIODS
        ],
        "forecast": queries.forecast(request.actor, asked.group_id),
        "total": total.figure(now),
        "listing": listing,
        "groups": _group_lines(request, dict(listing.items), now),
        "colleagues": _colleague_lines(request, policy.by_colleague(cells), now),
        "columns": _columns(asked.kind),
        "heard_until": queries.heard_until(request.actor),
        "any": bool(cells) or queries.any_turns(request.actor),
        "begins": queries.begins(request.actor, asked.days, asked.group_id),
        "span": service_time,
        "export": f"{reverse('service:export')}?{_with(asked)}",
    }
    return render(request, "service/board.html", context, block="list")


@require_POST
@door(Role.OPERATOR)
def fill(request: StaffRequest) -> HttpResponse:
    """Have what an earlier version judged measured too, in all groups."""
    begun = filling.ask(request.actor.workspace)
    toast(request, _("It is being measured; the figures grow as it goes on.") if begun else _("Nothing is missing."))
    return go(request, reverse("service:board"))


def _with(asked: Asked, **changes: Any) -> str:
    said = {"kind": asked.kind, "days": asked.days, "group": asked.group_id, **changes}
    return urlencode({key: value for key, value in said.items() if value is not None})


def _most_first(tallies: Mapping[int, Tally]) -> list[tuple[int, Tally]]:
    return sorted(tallies.items(), key=lambda item: (-item[1].started, item[0]))


def _columns(kind: str) -> list[list[Column]]:
    """Heads of the two tables."""
    shared = [
        Column("n", _("Measured"), number=True),
        *(Column(f"p{round(100 * p)}", f"P{round(100 * p)}", number=True) for p in policy.QUANTILES),
        Column("within", _("Ended") if kind == "resolution" else _("Within the limit"), number=True),
    ]
    return [[Column("name", label, wide=True), *shared] for label in (_("Group"), _("Colleague"))]


def _group_lines(request: StaffRequest, tallies: Mapping[int, Tally], now: int) -> list[Line]:
    names = community.group_names(request.actor.workspace.pk, list(tallies))
    return [
        Line(names.get(pk, ""), reverse("community:group", args=[pk]), tally.figure(now))
        for pk, tally in tallies.items()
    ]


def _colleague_lines(
    request: StaffRequest, tallies: Mapping[policy.Colleague, Tally], now: int, most: int = COLLEAGUES
) -> list[Line]:
    chosen = sorted(tallies.items(), key=lambda item: (-item[1].started, item[0]))[:most]
    names = queries.colleague_names(request.actor.workspace.pk, [key for key, _tally in chosen])
    return [
        Line(
            names.get(key, ""), reverse("community:person", args=[key[1]]) if key[0] == "person" else "",
            tally.figure(now), key[0] == "account",
        )
        for key, tally in chosen
    ]  # fmt: skip


def service_time(seconds: float | None) -> str:
    """A duration of service time: never in days, since a service day is not 24 hours long."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return _("under a minute")
    if seconds < clock.DAY:
        return formats.duration(seconds)
    hours = round(seconds / 3600)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


# --- the workbook


@require_GET
@door(Role.VIEWER)
def export(request: StaffRequest) -> FileResponse:
    """The figures of all groups and colleagues as .xlsx, durations in minutes of service time."""
    asked, now = _asked(request), clock.timestamp()
    cells = policy.cells(queries.runs(queries.turns(request.actor, asked.kind, asked.days, asked.group_id)))
    total, groups = policy.by_group(cells)
    heads = [_("Whose"), _("Name"), _("Which clock"), _("Days"), _("Started"), _("Measured"), _("of them approximate")]
    heads += [_("P%(p)s, minutes") % {"p": round(100 * p)} for p in policy.QUANTILES]
    heads += [_("P%(p)s of the exact ones, minutes") % {"p": round(100 * p)} for p in policy.QUANTILES]
    heads += [_("Within the limit"), _("of those decided"), _("Still running"), _("Known to the day only")]
    lines = [(_("All"), Line("", "", total.figure(now)))]
    lines += [(_("Group"), one) for one in _group_lines(request, dict(_most_first(groups)), now)]
    everybody = _colleague_lines(request, policy.by_colleague(cells), now, most=10_000)
    lines += [(_("Colleague, ticked off") if one.ticked else _("Colleague"), one) for one in everybody]
    book = workbook(_("Reply times"), heads, _rows(asked, lines))
    return FileResponse(book, as_attachment=True, filename=_("reply-times") + ".xlsx")


def _rows(asked: Asked, lines: list[tuple[str, Line]]) -> Iterator[list[Cell]]:
    for whose, one in lines:
        tally = one.figure.tally
        yield [
            whose, formats.visible_name(one.name), _(KINDS[asked.kind]), asked.days, tally.started, tally.n,
            one.figure.approximate, *map(_minutes, one.figure.all_), *map(_minutes, one.figure.sure), tally.kept,
            tally.decided, tally.running, tally.coarse,
        ]  # fmt: skip


def _minutes(one: Quantile) -> Cell:
    """Whole minutes, or that there is too little to say."""
    if one.enough and one.value is not None:
        return round(one.value / 60)
    return _("too few to say")
