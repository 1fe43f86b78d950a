"""The penalty ladder (D5, D6): which step an incident asks for, and why.

Nobody climbs by counting alone. A step is answered by the next one only when the person had been told: the earlier
step was proven, and the new offence came after it. What expired, or was overturned, is as if it had never been. Staff
stand on the same ladder: nothing here knows who is staff.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from qunce.community.charter.types import LadderTerms
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict

Step = Literal["ask", "warn", "notice", "remove"]
STEPS: Final[tuple[Step, ...]] = ("ask", "warn", "notice", "remove")
KIND: Final = "moderation.step"
POLICY: Final = "moderation.step/1"
NOTHING: Final = "told"  # the decision that nothing is due: the person was told after this

FIRST = N_("The first offence that counts: a polite word in private")
NEXT: Final[dict[Step, str]] = {
    "ask": N_("Offence number %(count)s in %(days)s days, after a polite word on %(told_at)s"),
    "warn": N_("Offence number %(count)s in %(days)s days, after a warning on %(told_at)s"),
    "notice": N_("Offence number %(count)s in %(days)s days, after a public notice on %(told_at)s"),
    "remove": N_("Offence number %(count)s in %(days)s days, after the removal on %(told_at)s"),
}
NOT_TOLD = N_("Earlier offences were never answered, so this counts as the first")
SINCE_TOLD = N_("This was posted before the person was told (%(told_at)s): no further step")
DONE = N_("This incident has had its step")
SKIPPED = N_("Steps were skipped because it is severe: %(why)s")
LAST = N_("The last step of the ladder was reached before")
EARLIER = N_("an earlier offence")
THIS = N_("this offence")
COUNTED = N_("offences that count")


class LadderError(ValueError):
    """A step that the ladder does not allow; the message is a msgid."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a charter answers offences.

    steps         in their order; a charter may leave some out, never reorder them
    expires_days  after so many days an offence no longer counts
    severe        kinds of rule whose offences may skip steps, with a reason
    """

    steps: tuple[Step, ...] = STEPS
    expires_days: int = 90
    severe: frozenset[str] = frozenset()

    @classmethod
    def of(cls, terms: LadderTerms) -> "Ladder":
        """As the charter has it; what no ladder could be is read as the nearest that can."""
        steps = tuple(step for step in STEPS if step in terms.steps) or STEPS
        return cls(steps, max(1, terms.expires_days), frozenset(terms.severe))

    def __post_init__(self) -> None:
        if not self.steps or [s for s in STEPS if s in self.steps] != list(self.steps):
            raise LadderError(N_("The steps of a ladder come in their order, each once."))
        if self.expires_days < 1:
            raise LadderError(N_("An offence counts for at least a day."))


@dataclass(frozen=True, slots=True)
class Offence:
    """One incident of one person in one group.

    at         when it was posted (epoch seconds UTC)
    step       the step it was answered with, once that was proven
    proven_at  when the person had been told (epoch seconds UTC)
    stands     False once it was overturned, or its evidence was taken away
    """

    id: int
    message_id: int | None
    at: int
    rule_kind: str
    step: Step | None = None
    proven_at: int | None = None
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Skip:
    """A person's decision to go further than the next step. ``severe``: they call this offence severe."""

    to: Step
    why: str
    severe: bool = False


def counting(offences: Iterable[Offence], at: int, ladder: Ladder) -> list[Offence]:
    """What counts at a moment: each offence once, standing, posted within the time an offence lives, in order."""
    alive = {
        offence.id: offence
        for offence in offences
        if offence.stands and at - ladder.expires_days * DAY < offence.at <= at
    }
    return sorted(alive.values(), key=lambda offence: (offence.at, offence.id))


def judge(
    ladder: Ladder,
    incident: Offence,
    offences: Collection[Offence],
    at: int,
    skip: Skip | None = None,
    *,
    group_id: int | None = None,
    person_id: int | None = None,
) -> Verdict:
    """The step an incident asks for at a moment; decision ``told`` where none is due.

    ``offences`` are the person's in this group, the incident among them or not. Raises LadderError for a skip
    without a reason, of what is not severe, or to a step that is not further up.
    """
    counted = counting([*(o for o in offences if o.id != incident.id), incident], at, ladder)
    decision, reasons = _decide(ladder, incident, counted)
    if skip is not None:
        decision, reasons = _skip(ladder, incident, decision, skip), [*reasons, Reason(SKIPPED, {"why": skip.why})]
    return Verdict(
        kind=KIND,
        subject=("incident", incident.id),
        decision=decision,
        reasons=tuple(reasons),
        evidence=(*_cited(incident, counted), Evidence("number", "offences", COUNTED, value=len(counted))),
        confidence=1.0,
        policy=POLICY,
        as_of=at,
        group_id=group_id,
        person_id=person_id,
    )


def _decide(ladder: Ladder, incident: Offence, counted: Sequence[Offence]) -> tuple[str, list[Reason]]:
    if incident.proven_at is not None:
        return NOTHING, [Reason(DONE)]
    earlier = [o for o in counted if o.id != incident.id]
    told = max(
        (o for o in earlier if o.proven_at is not None and o.step in ladder.steps),
        key=lambda o: (ladder.steps.index(o.step or "ask"), o.proven_at or 0, o.id),
        default=None,
    )
    if told is None or told.step is None or told.proven_at is None:
        return ladder.steps[0], [Reason(NOT_TOLD if earlier else FIRST)]
    last_told = max(o.proven_at for o in earlier if o.proven_at is not None)
    if incident.at <= last_told:
        return NOTHING, [Reason(SINCE_TOLD, {"told_at": last_told})]
    reached = ladder.steps.index(told.step)
    params = {"count": len(counted), "days": ladder.expires_days, "told_at": told.proven_at}
    reasons = [Reason(NEXT[told.step], params)]
    if reached + 1 == len(ladder.steps):
        return ladder.steps[reached], [*reasons, Reason(LAST)]
    return ladder.steps[reached + 1], reasons


def _skip(ladder: Ladder, incident: Offence, due: str, skip: Skip) -> Step:
    if not skip.why.strip():
        raise LadderError(N_("Say why steps are skipped."))
    if not skip.severe and incident.rule_kind not in ladder.severe:
        raise LadderError(N_("Only a severe offence may skip steps: call it severe, or take the step that is due."))
    if skip.to not in ladder.steps:
        raise LadderError(N_("This charter's ladder does not have that step."))
    if due == NOTHING or ladder.steps.index(skip.to) <= ladder.steps.index(due):
        raise LadderError(N_("A skip leads further up than the step that is due."))
    return skip.to


def _cited(incident: Offence, counted: Sequence[Offence]) -> list[Evidence]:
    return [
        Evidence("message", offence.message_id, THIS if offence.id == incident.id else EARLIER)
        for offence in counted
        if offence.message_id is not None
    ]
