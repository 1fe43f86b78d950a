"""The charter as plain data: what policies judge by. No Django, no database.

Sources: A3-A7, A11-A14, B12, D2, D3, D8, E3, E4, L1, L6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qunce.kernel.holidays import HolidayRule

Minutes = int  # minutes since local midnight, 0..1440
Spans = tuple[tuple[Minutes, Minutes], ...]  # of every day; one that ends before it starts runs over midnight


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When the group is answered. Seed E4: 9:00-21:00 at once, after that the next day.

    shifts[weekday] (0 = Monday) is a tuple of (start, end) in minutes since local midnight,
    several for split shifts, empty for a day off. A shift never crosses midnight.
    next_day   a question asked after the last shift may wait until this many minutes after the
               next service day opens (None: the ordinary reply limit counts from the opening)
    holidays   what holds on a public holiday: the hours of a "sunday" (make-up workdays are workdays then), the
               "usual" ones of its weekday, or nobody answers ("closed")
    """

    shifts: tuple[tuple[tuple[Minutes, Minutes], ...], ...]
    next_day: int | None = None
    tz: str = "Asia/Shanghai"
    holidays: HolidayRule = "sunday"


ALL_WEEK_9_TO_21 = ServiceHours(shifts=tuple(((540, 1260),) for _ in range(7)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One of at most three rules (D2), each with its consequence (D3).

    kind  what detection it switches on: "advert", "link", "contact", "flood", "abuse", "offtopic", "other"
    text  as the members read it; consequence likewise
    allow domains or words this rule lets pass
    """

    kind: str
    text: str
    consequence: str = ""
    allow: tuple[str, ...] = ()
    limit: int | None = None  # flood: messages per 60 s


STEPS = ("ask", "warn", "notice", "remove")  # of the ladder, in their order (D6)


@dataclass(frozen=True, slots=True)
class LadderTerms:
    """How offences are answered (D5, D6): a polite private word, a warning, a public notice, removal.

    steps         those of STEPS that the group uses, in their order
    expires_days  after so many days an offence no longer counts
    severe        kinds of rule whose offences may skip steps, with a reason
    """

    steps: tuple[str, ...] = STEPS
    expires_days: int = 90
    severe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityFloor:
    """When a renewal round is due (L6): share of members speaking in 28 days, or messages a day."""

    speaking_share: float | None = None
    messages_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class EffectiveCharter:
    """A group's charter after inheritance: purpose defaults, template chain, own terms.

    weights  the purpose's table: how many points each measure is worth to this group when it is
             full (0..100, below zero where it counts against staying). Measures: "spoke", "helped",
             "asked", "bought", "brought", "sample" (being part of a sample is value in itself),
             "reads" (silently reading is what the group is for), "unbought" (here long, and the
             customer list says: never bought).
    silent_days  after how many silent days a member is looked at
    life_days    how long a group for one task is meant to live (A5); None: open end
    mute_hours   when members are asked to be quiet, in the zone of the service hours (D8); () means never
    topic_scope  what is talked about here, as members read it; "" where it was not said
    side_group   where chatter goes: the name of another group; "" where there is none
    ladder       how offences are answered
    """

    purpose: str
    weights: Mapping[str, float] = field(default_factory=dict)
    theme: str = ""
    audience: str = ""
    value_proposition: str = ""
    service_hours: ServiceHours = ALL_WEEK_9_TO_21
    reply_limit_minutes: int = 30
    rules: tuple[Rule, ...] = ()
    nickname_format: str = ""
    floor: ActivityFloor = ActivityFloor()
    size_cap: int = 200
    silent_days: int = 30
    version: int = 1
    life_days: int | None = None
    mute_hours: Spans = ()
    topic_scope: str = ""
    side_group: str = ""
    ladder: LadderTerms = LadderTerms()

    def rule(self, kind: str) -> Rule | None:
        """The rule that covers a kind of breach, or None when the charter allows it."""
        return next((r for r in self.rules if r.kind == kind), None)
