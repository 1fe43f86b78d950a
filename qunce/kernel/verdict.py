"""What we think of something, and why: the one shape that every judgement takes (design §2).

A policy is a pure function from plain data to ``Verdict``. Reasons are msgids with parameters,
so that the same verdict reads in Chinese and in English; evidence points at the messages, facts
and numbers that carry it. Remove a piece of evidence and a reason or the confidence must change.

Parameter names tell how they are shown: ``*_at`` a moment (epoch seconds, UTC), ``*_day`` an
ISO date, ``*_seconds`` a duration, ``*_share`` a fraction 0..1, ``*_fen`` money in 分; anything
else is shown as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Param = str | int | float | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the why. ``msgid`` is English with %(name)s places, marked with N_."""

    msgid: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something one click away that carries a reason.

    kind     "message" (ref = message id), "fact" (fact id), "person" (person id) or "number"
    ref      the id, or the measure's key for a number
    label    msgid saying what it shows, e.g. N_("the question")
    span     for a message: [start, end) code points in the original text that matter
    value    for a number: numerator
    of       for a number: denominator, where there is one
    approximate  True when it was inferred, not read
    """

    kind: Literal["message", "fact", "person", "number"]
    ref: int | str
    label: str = ""
    span: tuple[int, int] | None = None
    value: float | None = None
    of: float | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement about one subject at one moment.

    kind        the judgement, e.g. "desk.unanswered"; policies are named kind/version
    subject     what it is about: ("message"|"person"|"group"|"cluster", id or key)
    decision    a short code the room defines, e.g. "unanswered", "keep", "review"
    confidence  0..1; 1 only for exact evidence
    as_of       epoch seconds, UTC: what was known when judging
    """

    kind: str
    subject: tuple[str, int | str]
    decision: str
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    policy: str
    as_of: int
    group_id: int | None = None
    person_id: int | None = None

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError(f"{self.kind}: a verdict without a reason")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"{self.kind}: confidence {self.confidence} outside 0..1")
