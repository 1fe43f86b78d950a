"""Good turns for the group as moderation knows them: reports that were upheld, polite words about a rule (D7)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from qunce.base.journal.models import Fact
from qunce.community.models import Message
from qunce.community.registry import Deed
from qunce.kernel.clock import DAY
from qunce.practice.moderation.incidents import facts
from qunce.practice.moderation.incidents.models import Incident, Report
from qunce.practice.moderation.policy.reminding import MOST, is_polite_reminder

WITHIN = DAY  # seconds after the offence: a later word is about something else
_TEXT = 0


def deeds_in(group_id: int, since: int, until: int) -> Iterator[Deed]:
    """The reports that were upheld and the polite words about a rule in a span; what was overturned is left out."""
    yield from _upheld(group_id, since, until)
    yield from _reminders(group_id, since, until)


def _upheld(group_id: int, since: int, until: int) -> Iterator[Deed]:
    rows = Report.objects.filter(
        group_id=group_id, state=Report.State.TAKEN, told_by__isnull=False, told_by__erased_at=None,
        incident__state=Incident.State.STANDING, at__gte=since, at__lte=until,
    ).order_by("at", "id")  # fmt: skip
    found = list(rows.values_list("pk", "at", "told_by_id", "incident_id"))
    subjects = [f"report:{pk}" for pk, *_ in found]
    known = dict(
        Fact.objects.filter(group_id=group_id, type=facts.REPORT_TAKEN, subject__in=subjects).values_list(
            "subject", "pk"
        )
    )
    counted: set[tuple[int, int | None]] = set()
    for pk, at, person, incident in found:
        if (person, incident) not in counted:
            counted.add((person, incident))
            yield Deed("upheld", at, person, 0, known.get(f"report:{pk}", 0), reverse("incidents:report", args=[pk]))


def _reminders(group_id: int, since: int, until: int) -> Iterator[Deed]:
    """One for each offence and member: the first polite word that is tied to it by a quote or an @."""
    broken = list(
        Incident.objects.filter(
            group_id=group_id, state=Incident.State.STANDING, message_id__isnull=False,
            at__gt=since - WITHIN, at__lte=until,
        ).order_by("at", "id").values_list("message_id", "at", "person_id", "said")
    )  # fmt: skip
    if not broken:
        return
    starts = [at for _pk, at, *_ in broken]
    offending = set(Incident.objects.filter(group_id=group_id, at__gte=since).values_list("message_id", flat=True))
    tied = ~Q(quote="") | Q(reply_to__isnull=False) | Q(text__contains="@") | Q(text__contains="＠")
    rows = Message.objects.filter(
        tied, group_id=group_id, sent_at__gte=max(since, starts[0]), sent_at__lte=until, kind=_TEXT
    )
    columns = ("id", "sent_at", "identity__person_id", "text", "reply_to", "quote")
    counted: set[tuple[int, int]] = set()
    for pk, at, by, text, reply_to, quote in rows.order_by("sent_at", "id").values_list(*columns).iterator(2000):
        if pk in offending or len(text) > 2 * MOST or not is_polite_reminder(_spoken(text)):
            continue
        recent = broken[bisect_left(starts, at - WITHIN) : bisect_right(starts, at)]
        for message_id, _at, offender, said in reversed(recent):
            if offender != by and message_id and _names(text, reply_to, quote, message_id, said):
                if (by, message_id) not in counted:
                    counted.add((by, message_id))
                    yield Deed("reminded", at, by, pk)
                break


def _spoken(text: str) -> str:
    """The words without whom they are said to."""
    return " ".join(part for part in text.replace("\u2005", " ").split(" ") if part[:1] not in ("@", "＠"))


def _names(text: str, reply_to: int | None, quote: str, message_id: int, said: dict[str, str]) -> bool:
    """Whether a message is tied to an offence: it quotes it, or names its sender with an @."""
    if reply_to:
        return reply_to == message_id
    name = said.get("name", "")
    if quote:
        quoted_name, _line, words = quote.partition("\n")
        return bool(words.strip()) and quoted_name == name and words.strip() == said.get("text", "").strip()
    return bool(name) and any(
        f"{sign}{name}{end}" in f"{text} " for sign in "@＠" for end in (" ", "\u2005", "，", "：")
    )
