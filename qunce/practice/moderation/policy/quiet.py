"""Quiet hours 禁言时间: who wrote while the charter asks for quiet (D8). Never a penalty by itself: a reminder.

    kind      "moderation.quiet", policy "moderation.quiet/1", decision "remind"
    subject   ("message", id): the person's first message of that night (or noon, or whatever the hours are)
    evidence  their messages of that night

One verdict per person and stretch of quiet. Colleagues are seen like everybody, and told so first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from qunce.community.charter.policy.changes import shown_spans
from qunce.community.charter.types import Spans
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.moderation.policy.reading import SPOKEN_KINDS, Message

KIND, POLICY = "moderation.quiet", "moderation.quiet/1"
_MOST_EVIDENCE = 30
_COARSEST = 60  # seconds: a source that names no minutes cannot tell


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of quiet: the day on which it began, which of the hours, and its end in epoch seconds."""

    day: date
    span: tuple[int, int]
    ends_at: int


@dataclass(slots=True)
class Disturbance:
    """What one person wrote in one stretch of quiet, in time order."""

    person_id: int
    is_staff: bool
    stretch: Stretch
    messages: list[Message] = field(default_factory=list)


def stretch_of(at: int, hours: Spans, zone: str) -> Stretch | None:
    """The stretch of quiet that a moment lies in, None outside. The end of the hours is not quiet any more."""
    local = clock.local(at, zone)
    minute = local.hour * 60 + local.minute
    for start, end in hours:
        over_midnight = end <= start
        if (start <= minute or minute < end) if over_midnight else start <= minute < end:
            began = local.date() - timedelta(days=1) if over_midnight and minute < end else local.date()
            last = began + timedelta(days=1) if over_midnight else began
            return Stretch(began, (start, end), clock.day_start(last, zone) + end * 60)
    return None


def disturbances(messages: Iterable[Message], hours: Spans, zone: str) -> list[Disturbance]:
    """Who wrote in quiet hours; ``messages`` in time order. Sources that name no minutes show nothing."""
    found: dict[tuple[int, date, tuple[int, int]], Disturbance] = {}
    for message in messages if hours else ():
        if message.kind not in SPOKEN_KINDS or message.precision > _COARSEST or not message.sender_id:
            continue
        stretch = stretch_of(message.at, hours, zone)
        if stretch is not None:
            key = (message.sender_id, stretch.day, stretch.span)
            made = found.setdefault(key, Disturbance(message.sender_id, message.is_staff, stretch))
            made.messages.append(message)
    return list(found.values())


def judge_quiet(
    found: Iterable[Disturbance], hours: Spans, side_group: str, group_id: int | None = None
) -> Iterator[Verdict]:
    """A verdict on each: a reminder with the hours, and the group for chatter where there is one."""
    for one in found:
        count = len(one.messages)
        msgid = N_("%(count)s messages in the quiet hours (%(hours)s)")
        reasons = [Reason(msgid, {"count": count, "hours": shown_spans(hours)})]
        if side_group:
            reasons.append(Reason(N_("For a chat there is “%(group)s”"), {"group": side_group}))
        if one.is_staff:
            reasons.append(Reason(N_("The sender is staff; the rules bind staff first")))
        label = N_("written in the quiet hours")
        yield Verdict(
            kind=KIND,
            subject=("message", one.messages[0].id),
            decision="remind",
            reasons=tuple(reasons),
            evidence=tuple(Evidence("message", message.id, label) for message in one.messages[:_MOST_EVIDENCE]),
            confidence=1.0,
            policy=POLICY,
            as_of=one.messages[-1].at,
            group_id=group_id,
            person_id=one.person_id,
        )
