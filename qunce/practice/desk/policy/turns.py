"""What the service clock measures of a question: the first reply, the next ones, the end (E3, E4).

first       from the question to the first line that answers it or puts the asker off
next        from the asker's next word in the same matter to the reply to it: asked again after a reply, or a new
            question soon after one (``goes_on``). Words said before anybody replied start no clock of their own.
resolution  from the question to the asker's thanks, their taking the answer, or their finding out alone

Pure. Durations are seconds of service time; moments epoch seconds UTC.
"""

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from qunce.kernel.hours import ReplyClock

if TYPE_CHECKING:
    from qunce.practice.desk.policy.outcome import Item, Reply

GOES_ON: Final = 30 * 60  # a question so soon after a reply to the same person goes on with the matter
PLAUSIBLE: Final = 0.5

Kind = Literal["first", "next", "resolution"]


class Turn(NamedTuple):
    """One run of the clock.

    message_id, at   the message that started it
    due_at           None where nothing is due: nobody serves, or a resolution
    end_id, end_at   what stopped it; None while it runs, or where what stopped it was not heard
    by               the person who stopped it; ``by_staff``: a colleague
    how              quote, mention, near; thanks, accepted, alone; unseen: it ended, nobody heard by what
    exact_to         seconds that both times are exact to; from a day on ``seconds`` is no figure
    in_time          None while the limit runs, or where there is none
    """

    kind: Kind
    message_id: int
    at: int
    due_at: int | None
    end_id: int | None
    end_at: int | None
    by: int | None
    by_staff: bool
    seconds: int | None
    how: str
    exact_to: int
    in_time: bool | None

    @property
    def approximate(self) -> bool:
        """Is it inferred what stopped the clock?"""
        return self.how == "near"


class _Start(NamedTuple):
    """What starts the clock; the fields of ``outcome.Again``."""

    id: int
    at: int
    precision: int


class _Voice(NamedTuple):
    """A line that stops the clock."""

    at: int
    id: int
    person_id: int
    is_staff: bool
    how: str
    precision: int
    promised: int | None  # until when the asker was put off


def goes_on(earlier: "Item", at: int) -> bool:
    """Does a question asked at ``at`` go on with an earlier one of the same person: was it replied to just before?"""
    since = at - GOES_ON
    for reply in reversed(earlier.replies):  # in time order, none later than what is being heard
        if reply.at < since:
            break
        if reply.score >= PLAUSIBLE:
            return True
    if earlier.held and earlier.held[-1].at >= since:
        return True
    return earlier.thanks is not None and earlier.thanks.at >= since


def turns_of(
    item: "Item", reply: "Reply | None", decision: str, clock: ReplyClock, limit_minutes: int, as_of: int
) -> tuple[Turn, ...]:
    """Every run of the clock for a question as things stood at ``as_of``, in time order; the resolution last."""
    voices = _voices(item, reply, decision)
    run = _Run(clock, as_of)
    found: list[Turn] = []
    start: _Start | None = _Start(item.head.id, item.head.at, item.head.precision)
    kind: Kind = "next" if item.follows else "first"
    due = item.due_at
    while start is not None:
        stop = next((voice for voice in voices if voice.at >= start.at), None)
        if stop is None:
            if decision == "self_answered":
                break  # nobody's debt
            unseen = item.thanks is not None
            found.append(run.unseen(kind, start, due) if unseen else run.turn(kind, start, due, None))
            break
        found.append(run.turn(kind, start, due, stop))
        start = next((_Start(*one) for one in item.again if one.at > stop.at), None)
        if start is not None:
            due, kind = _next_due(voices, start, clock, limit_minutes), "next"
    if not item.follows:
        found.append(_resolution(item, run))
    return tuple(found)


def _voices(item: "Item", reply: "Reply | None", decision: str) -> list[_Voice]:
    """What stops the clock, in time order: lines that put off, and replies that stand."""
    standing = [one for one in item.counted() if one.score >= PLAUSIBLE]
    if decision == "self_answered":
        standing = [one for one in standing if one.how != "near"]
    if reply is not None and reply not in standing:
        standing.append(reply)
    voices = [_Voice(h.at, h.id, h.person_id, True, h.how, h.precision, h.due_at) for h in item.held]
    voices += [_Voice(r.at, r.id, r.person_id, r.is_staff, r.how, r.precision, None) for r in standing]
    return sorted(voices)


def _next_due(voices: list[_Voice], asked: _Start, clock: ReplyClock, limit_minutes: int) -> int | None:
    """A promised time that is still to come holds; else the limit runs from the asker's word."""
    promised = [one.promised for one in voices if one.at <= asked.at and one.promised is not None]
    if promised and promised[-1] > asked.at:
        return promised[-1]
    return clock.due(asked.at, limit_minutes)


class _Run(NamedTuple):
    clock: ReplyClock
    as_of: int

    def turn(self, kind: Kind, start: _Start, due: int | None, stop: _Voice | None) -> Turn:
        if stop is None:
            late = due is not None and self.as_of > due + _slack(start.precision)
            return self._running(kind, start, due, "", False if late else None)
        exact_to = max(start.precision, stop.precision)
        in_time = None if due is None else stop.at <= due + _slack(exact_to)
        seconds = self.clock.between(start.at, stop.at)
        return Turn(
            kind, start.id, start.at, due, stop.id, stop.at, stop.person_id, stop.is_staff, seconds, stop.how, exact_to,
            in_time,
        )  # fmt: skip

    def unseen(self, kind: Kind, start: _Start, due: int | None) -> Turn:
        """The asker said thanks, and which line answered was not heard: nothing is said of its time."""
        return self._running(kind, start, due, "unseen", None)

    def _running(self, kind: Kind, start: _Start, due: int | None, how: str, in_time: bool | None) -> Turn:
        return Turn(kind, start.id, start.at, due, None, None, None, False, None, how, start.precision, in_time)


def _slack(exact_to: int) -> int:
    return exact_to if exact_to > 1 else 0


def _resolution(item: "Item", run: _Run) -> Turn:
    head, end = item.head, item.thanks or item.solved_by
    if end is None:
        return Turn("resolution", head.id, head.at, None, None, None, None, False, None, "", head.precision, None)
    how = ("thanks" if item.thanked else "accepted") if item.thanks is not None else "alone"
    by = item.confirmed if item.thanks is not None else None
    return Turn(
        "resolution", head.id, head.at, None, end.id, end.at, by.person_id if by else None,
        bool(by and by.is_staff), run.clock.between(head.at, end.at), how, max(head.precision, end.precision), None,
    )  # fmt: skip
