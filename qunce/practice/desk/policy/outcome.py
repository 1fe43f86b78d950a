"""One question through its life, and the verdict on it in words (E3-E5).

Decisions: "unanswered" (the limit has passed), "waiting" (it has not), "answered", "answered_late",
"self_answered" (the asker found out alone: nobody's merit, nobody's debt).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from qunce.kernel.hours import ReplyClock, Unusual
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.desk.policy.holding import Held
from qunce.practice.desk.policy.lines import Line
from qunce.practice.desk.policy.turns import Turn, turns_of
from qunce.practice.desk.questions import QuestionMark

KIND: Final = "desk.unanswered"
POLICY: Final = "desk.unanswered/4"  # /2: holidays, made-up workdays; /3: to put off is no answer; /4: invitations
THANKS: Final = N_("the asker's thanks")  # labels of the evidence by which others find it again
ANSWER: Final = N_("the answer")
QUESTION: Final = N_("the question")
PUT_OFF: Final = N_("a first reply that puts off")
CALLS: Final = N_("Calls for somebody: “%(words)s”.")
PLAUSIBLE: Final = 0.5  # from here on an inferred answer counts as one, marked approximate

Decision = Literal["unanswered", "waiting", "answered", "answered_late", "self_answered"]
How = Literal["quote", "mention", "near"]


class Reply(NamedTuple):
    """A line that answers, or may answer. ``score`` is 1 for a quote or an @."""

    id: int
    at: int
    person_id: int
    is_staff: bool
    how: How
    score: float
    precision: int


class Again(NamedTuple):
    """The asker asks the same again, or nudges."""

    id: int
    at: int
    precision: int


@dataclass(slots=True, eq=False)
class Item:
    """A question while it is being followed."""

    head: Line
    question: Line
    mark: QuestionMark
    opened: int  # which line of the group it was, counted from the judge's start
    content: frozenset[str]
    latest: frozenset[str]  # content of the last time it was asked
    due_at: int | None
    shapes: tuple[re.Pattern[str], ...] = ()  # what an answer would look like
    asked_again: list[int] = field(default_factory=list)  # repeats and nudges, message ids
    last_asked: int = 0
    again: list[Again] = field(default_factory=list)  # the same lines with their times
    follows: bool = False  # the asker goes on after an answer: no new matter
    others: list[Line] = field(default_factory=list)  # 同问, +1
    replies: list[Reply] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)  # lines that put the asker off, in time order
    staff_lines: int = 0
    thanks: Line | None = None
    thanked: bool = True  # said thanks, rather than only took the answer
    confirmed: Reply | None = None
    solved_by: Line | None = None

    @property
    def ended(self) -> bool:
        return self.thanks is not None or self.solved_by is not None

    @property
    def touched(self) -> int:
        """When the asker last asked, or was last put off."""
        return max(self.last_asked, self.held[-1].at) if self.held else self.last_asked

    @property
    def promised_at(self) -> int | None:
        """The last time that was promised, if one was."""
        return next((held.due_at for held in reversed(self.held) if held.due_at is not None), None)

    def counted(self) -> list[Reply]:
        """Replies that stand: an inferred one before the asker asked again was none."""
        return [r for r in self.replies if r.how != "near" or r.at >= self.last_asked]

    def answer(self) -> Reply | None:
        """The reply that counts: the confirmed one, else the first firm one or plausible one."""
        if self.confirmed is not None:
            return self.confirmed
        standing = [r for r in self.counted() if r.score >= PLAUSIBLE]
        return next((r for r in standing if r.how != "near"), standing[0] if standing else None)

    def possible(self) -> Reply | None:
        """The best line that may have been an answer but is too weak to count."""
        weak = [r for r in self.counted() if r.score < PLAUSIBLE]
        return max(weak, key=lambda r: r.score, default=None)


class Outcome(NamedTuple):
    """What became of a question; service seconds count only service time.

    asked_at   the first message of the item; due_at None where nobody ever serves
    elapsed    service seconds until the answer, or until as_of while there is none
    exact_to   seconds that the times of question and answer are exact to; from a day on, elapsed is no figure
    first_id, first_at  the first reply: the answer, or a line before it that put off; first_elapsed as elapsed
    next_due_at  by when the answer is due after the asker was put off; None where nobody was
    turns        what the service clock measured of it
    """

    message_id: int
    person_id: int
    group_id: int | None
    asked_at: int
    due_at: int | None
    decision: Decision
    answer_id: int | None
    answered_at: int | None
    elapsed: int
    approximate: bool
    verdict: Verdict
    exact_to: int = 1
    first_id: int | None = None
    first_at: int | None = None
    first_elapsed: int = 0
    next_due_at: int | None = None
    turns: tuple[Turn, ...] = ()


def outcome(item: Item, clock: ReplyClock, limit_minutes: int, as_of: int, group_id: int | None) -> Outcome:
    """The verdict on a followed question as things stood at ``as_of``."""
    reply = item.answer()
    following = _next_due(item, clock, limit_minutes)
    decision = _decide(item, reply, as_of, following)
    if decision == "self_answered":
        reply = None
    until = reply.at if reply else item.solved_by.at if item.solved_by else as_of
    elapsed = clock.between(item.head.at, until)
    limit = 60 * limit_minutes
    verdict = Verdict(
        kind=KIND,
        subject=("message", item.head.id),
        decision=decision,
        reasons=tuple(_reasons(item, reply, decision, elapsed, limit, clock, following)),
        evidence=tuple(_evidence(item, reply, decision, elapsed, limit)),
        confidence=round(_confidence(item, reply, decision), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=group_id,
        person_id=item.head.person_id,
    )
    first: Held | Reply | None = item.held[0] if item.held and (reply is None or item.held[0].at < reply.at) else reply
    return Outcome(
        item.head.id, item.head.person_id, group_id, item.head.at, item.due_at, decision,
        reply.id if reply else None, reply.at if reply else None, elapsed,
        reply is not None and reply.how == "near", verdict, _slack(item, reply) or 1,
        first.id if first else None, first.at if first else None,
        clock.between(item.head.at, first.at) if first else 0, following,
        turns_of(item, reply, decision, clock, limit_minutes, as_of),
    )  # fmt: skip


def _next_due(item: Item, clock: ReplyClock, limit_minutes: int) -> int | None:
    """After a first reply that put off: the time it promised; without one the limit runs once more."""
    if not item.held:
        return None
    promised = item.promised_at
    return promised if promised is not None else clock.due(item.held[0].at, limit_minutes)


def _slack(item: Item, reply: Reply | None) -> int:
    """Seconds that the source's own inexactness may hide."""
    coarse = max(item.head.precision, reply.precision if reply else 1)
    return coarse if coarse > 1 else 0


def _decide(item: Item, reply: Reply | None, as_of: int, following: int | None) -> Decision:
    if item.solved_by is not None and (reply is None or reply.how == "near"):
        return "self_answered"
    if reply is not None:
        return "answered_late" if _came_late(item, reply, following) else "answered"
    if item.thanks is not None:
        return "answered"
    due = item.due_at if following is None else following
    overdue = due is not None and as_of > due + _slack(item, None)
    return "unanswered" if overdue else "waiting"


def _came_late(item: Item, reply: Reply, following: int | None) -> bool:
    """The first reply after the limit, or the answer after the time by which it was put off."""
    held = [one for one in item.held if one.at < reply.at]
    first = held[0].at if held else reply.at
    slack = _slack(item, reply)
    if item.due_at is not None and first > item.due_at + slack:
        return True
    return bool(held) and following is not None and reply.at > following + slack


def _confidence(item: Item, reply: Reply | None, decision: Decision) -> float:
    asks = 0.55 + 0.45 * item.mark.strength
    if item.head.precision >= 86_400:
        asks *= 0.75
    if decision == "self_answered":
        return 0.85 * asks
    if reply is not None:
        confirmed = item.confirmed is not None
        firm = {"quote": 0.95, "mention": 0.9}.get(reply.how)
        near = 0.92 if confirmed else min(0.8, 0.35 + 0.5 * reply.score)
        return asks * ((firm + 0.04 * confirmed) if firm else near)
    if item.thanks is not None:
        return 0.7 * asks
    weak = item.possible()
    return asks * (1 - 0.6 * weak.score if weak else 1.0)


_HOW_MSGIDS: Final = {
    "quote": N_("Answered with a quotation of the question after %(elapsed_seconds)s of service time."),
    "mention": N_("Answered with an @ to the asker after %(elapsed_seconds)s of service time."),
    "near": N_("Probably answered after %(elapsed_seconds)s of service time: the nearest line that fits."),
}


def _reasons(
    item: Item,
    reply: Reply | None,
    decision: Decision,
    elapsed: int,
    limit: int,
    clock: ReplyClock,
    following: int | None,
) -> Iterator[Reason]:
    start, end = item.mark.span
    asks = item.question.text[start:end].strip()
    if item.mark.kind == "call":
        yield Reason(CALLS, {"words": asks[:40]})
    else:
        yield Reason(N_("Asks: “%(words)s”."), {"words": asks[:40]})
    yield from _held_reasons(item, reply, clock)
    yield from _outcome_reasons(item, reply, decision, elapsed, limit, following)
    if item.asked_again:
        yield Reason(N_("Asked again %(times)s times."), {"times": len(item.asked_again)})
    if item.others:
        yield Reason(N_("%(people)s others want to know the same."), {"people": len(item.others)})
    opens = clock.opening_after_close(item.head.at)
    if opens is not None:
        yield Reason(N_("Asked outside service hours; they open at %(opens_at)s."), {"opens_at": opens})
    yield from _holiday_reasons(clock.unusual(item.head.at, max(item.due_at or 0, reply.at if reply else 0)))
    if _slack(item, reply) > 0:
        yield Reason(
            N_("The source gives times no more exactly than %(exact_seconds)s; that much is allowed for."),
            {"exact_seconds": _slack(item, reply)},
        )


def _holiday_reasons(days: Unusual) -> Iterator[Reason]:
    """What the clock took for other than an ordinary week between question, deadline and answer."""
    if days.off:
        yield Reason(
            N_("Public holidays lie in between (%(days)s with other service hours); the charter says which hold."),
            {"days": days.off},
        )
    if days.made_up:
        yield Reason(N_("%(days)s weekend days in between were worked (调休)."), {"days": days.made_up})
    if days.unknown:
        yield Reason(N_("The public holidays of that year are not announced yet: ordinary weekdays were taken."))


def _held_reasons(item: Item, reply: Reply | None, clock: ReplyClock) -> Iterator[Reason]:
    """That the asker was put off before an answer came, or none has come yet."""
    held = [one for one in item.held if reply is None or one.at < reply.at]
    if not held:
        return
    params = {"elapsed_seconds": clock.between(item.head.at, held[0].at)}
    promised = item.promised_at
    if promised is None:
        yield Reason(N_("First reply after %(elapsed_seconds)s of service time: asked to wait, no time named."), params)
    else:
        params["promised_at"] = promised
        yield Reason(
            N_("First reply after %(elapsed_seconds)s of service time; an answer was promised by %(promised_at)s."),
            params,
        )


def _outcome_reasons(
    item: Item, reply: Reply | None, decision: Decision, elapsed: int, limit: int, following: int | None
) -> Iterator[Reason]:
    due = item.due_at if following is None else following
    if decision == "self_answered":
        yield Reason(
            N_("The asker found the answer without help, %(elapsed_seconds)s of service time later."),
            {"elapsed_seconds": elapsed},
        )
        return
    if reply is not None:
        yield Reason(_HOW_MSGIDS[reply.how], {"elapsed_seconds": elapsed, "replies": len(item.counted())})
        if item.confirmed is not None:
            yield Reason(N_("The asker said thanks or took the answer."))
        if decision == "answered_late" and due is not None:
            yield Reason(
                N_("The answer was due by %(due_at)s and came late."),
                {"due_at": due, "limit_seconds": limit},
            )
        return
    if item.thanks is not None:
        yield Reason(N_("The asker said thanks; which line answered is not seen here."))
        return
    if decision == "waiting" and due is None:
        yield Reason(N_("No answer yet; the charter names no service hours."))
    elif decision == "waiting":
        yield Reason(N_("No answer yet; due by %(due_at)s."), {"due_at": due})
    else:
        yield Reason(
            N_("No answer for %(elapsed_seconds)s of service time; the limit is %(limit_seconds)s."),
            {"elapsed_seconds": elapsed, "limit_seconds": limit, "due_at": due},
        )
    if item.possible() is not None:
        yield Reason(N_("A later line may have been an answer, but too little speaks for it."))


def _evidence(item: Item, reply: Reply | None, decision: Decision, elapsed: int, limit: int) -> Iterator[Evidence]:
    yield Evidence("message", item.question.id, QUESTION, span=item.mark.span)
    if item.head.id != item.question.id:
        yield Evidence("message", item.head.id, N_("the first call"))
    for again in item.asked_again:
        yield Evidence("message", again, N_("asked again"))
    for other in item.others:
        yield Evidence("message", other.id, N_("wants to know the same"))
    for held in item.held:
        yield Evidence("message", held.id, PUT_OFF)
    if decision == "self_answered" and item.solved_by is not None:
        yield Evidence("message", item.solved_by.id, N_("the asker found out"))
    if reply is not None:
        yield Evidence("message", reply.id, ANSWER, approximate=reply.how == "near")
    elif (weak := item.possible()) is not None and item.thanks is None and item.solved_by is None:
        yield Evidence("message", weak.id, N_("perhaps an answer"), approximate=True)
    if item.thanks is not None:
        yield Evidence("message", item.thanks.id, THANKS)
    yield Evidence("number", "elapsed_seconds", N_("service time gone by"), value=elapsed, of=limit)
