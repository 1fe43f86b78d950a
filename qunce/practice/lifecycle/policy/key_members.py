"""Who carries a group: who answers and is thanked, who is quoted, who starts what others follow (C1, C6, C7).

Only what others do counts: an answer its asker accepted, a thank-you, a quote, people joining a topic.
Talking earns nothing, so 500 idle messages move nobody up; what one and the same person gives
approaches 1 and no more, so two friends who praise each other all day stay two friends. An act
counts less every day and nothing after 28 days. Staff and bots neither get nor give. A good turn for the group
(a report that was upheld, a polite word about a rule) is given by the group, which counts as one person.

    score = sum over people of s / (1 + s),   s = sum over that person's acts of weight x freshness
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.registry import Registry
from qunce.kernel.verdict import Evidence, Reason, Verdict

KIND = "lifecycle.key_member"
POLICY = "key_members/1"
WINDOW_DAYS = 28
MOST_EVIDENCE = 8  # messages cited per person, freshest and weightiest first
TOPIC_FOLLOWERS = 3  # people who must reply before an opening counts as a topic
THE_GROUP = 0  # gives the credit for what was done for everybody; no person has this id
TOPIC_SECONDS = DAY  # an endless chain of replies is cut here: what comes later is a new topic


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of credit. weight: what one fresh act counts; deed: shown to accept that help was given."""

    weight: float
    said: str
    label: str
    deed: bool = False


# Another room may add a sort: a key, a weight and its words.
SORTS: Registry[Sort] = Registry("sorts of credit")
SORTS.register(
    "accepted",
    Sort(
        1.0,
        N_("%(times)s answers accepted by %(people)s people (each counts %(weight)s)."),
        N_("an accepted answer"),
        deed=True,
    ),
)
SORTS.register(
    "thanked",
    Sort(
        0.8,
        N_("Thanked %(times)s times by %(people)s people (each counts %(weight)s)."),
        N_("a thank-you"),
        deed=True,
    ),
)
SORTS.register(
    "answered",
    Sort(
        0.3,
        N_("%(times)s answers to %(people)s people, not confirmed by them (each counts %(weight)s)."),
        N_("an answer"),
    ),
)
SORTS.register(
    "quoted",
    Sort(
        0.3,
        N_("Quoted or answered to %(times)s times by %(people)s people (each counts %(weight)s)."),
        N_("a reply to them"),
    ),
)
SORTS.register(
    "followed",
    Sort(
        0.4,
        N_("Started topics that %(people)s people joined (%(times)s times, each counts %(weight)s)."),
        N_("a topic others joined"),
    ),
)
SORTS.register(
    "upheld",
    Sort(
        0.9,
        N_("%(times)s reports that turned out right (each counts %(weight)s, all together at most 1)."),
        N_("a report that was upheld"),
    ),
)
SORTS.register(
    "reminded",
    Sort(
        0.6,
        N_("%(times)s polite words about a rule (each counts %(weight)s, all together at most 1)."),
        N_("a polite word about a rule"),
    ),
)
SORTS.register(
    "near",
    Sort(
        0.0,
        N_("%(times)s more answers are only guessed from closeness in time: they do not count."),
        N_("a guessed answer"),
    ),
)


@dataclass(frozen=True, slots=True)
class Credit:
    """One act of somebody towards a member.

    sort        key of ``SORTS``: "accepted" (the asker's own thanks or acceptance follows the answer),
                "thanked", "answered" (exact link: quote or @), "quoted", "followed", "near" (guessed link)
    to, by      person ids: who gets it, who gave it (the asker, the one who thanks, quotes or follows; THE_GROUP)
    message_id  the message to show: the answer, the quoted message, the opening of the topic; 0 where there is none
    fact_id     the fact of the journal to show instead; page: where a colleague reads of it
    """

    sort: str
    to: int
    by: int
    at: int
    message_id: int
    fact_id: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An exact link between two messages: a quote. Persons are ids.

    Not an @ alone: it names a person, and taking their latest message for the one that is meant
    would let idle messages open topics. An @ is a ``Credit("quoted", ...)`` for the person.
    """

    message_id: int
    by: int
    at: int
    to_message: int
    to: int
    to_at: int


@dataclass(frozen=True, slots=True)
class Tier:
    """What it takes: distinct givers, of them with accepted or thanked help, and followers of topics."""

    decision: str
    people: int
    helped: int
    followers: int
    said: str


TIERS: tuple[Tier, ...] = (
    Tier("kol_candidate", 8, 3, 5, N_("Many turn to them and follow what they start: a candidate to share.")),
    Tier("core", 3, 2, 0, N_("Helps several people, who say so: a core member.")),
    Tier("helper", 1, 0, 0, N_("Has helped or moved somebody; not yet several people.")),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place. rank: 1 + the number of members with a higher score, equal scores share it."""

    person_id: int
    rank: int
    score: float
    people: int
    verdict: Verdict


def rank(
    credits_: Iterable[Credit],
    *,
    group_id: int,
    as_of: int,
    staff: AbstractSet[int] = frozenset(),
    messages: Mapping[int, int] | None = None,
) -> list[Standing]:
    """Everybody who earned something in the last 28 days, best first.

    credits_  the acts; order does not matter, the same act twice counts once
    staff     staff of ours, the owner, bots: left out on both sides
    messages  how much each wrote in the window, only to be said beside the rank
    """
    recent = (credit for credit in credits_ if 0 <= as_of - credit.at < WINDOW_DAYS * DAY)
    earned = among_members(recent, staff)
    scores = {person: _score(acts, as_of) for person, acts in earned.items()}
    ranked = sorted((person for person in scores if scores[person] > 0), key=lambda p: (-scores[p], p))
    standings: list[Standing] = []
    for place, person in enumerate(ranked, 1):
        tied = standings and standings[-1].score == scores[person]
        at = standings[-1].rank if tied else place
        wrote = (messages or {}).get(person)
        standings.append(
            _standing(person, sorted(earned[person], key=weightiest), at, len(ranked), group_id, as_of, wrote)
        )
    return standings


def among_members(credits_: Iterable[Credit], staff: AbstractSet[int]) -> dict[int, set[Credit]]:
    """Person → what others gave them; the same act twice counts once, staff and oneself give nothing."""
    earned: dict[int, set[Credit]] = defaultdict(set)
    for credit in credits_:
        if credit.to != credit.by and not {credit.to, credit.by} & staff:
            earned[credit.to].add(credit)
    return earned


def followed(replies: Sequence[Reply]) -> list[Credit]:
    """Credit for openings that at least three others joined, by following exact replies to their root.

    A message that nobody replies to is no topic, however often it is sent.
    """
    roots: dict[int, tuple[int, int, int]] = {}
    joined: dict[tuple[int, int, int], dict[int, int]] = defaultdict(dict)
    for reply in sorted(replies, key=lambda r: (r.at, r.message_id, r.to_message)):
        target = (reply.to_message, reply.to, reply.to_at)
        root = roots.get(reply.to_message, target)
        if reply.at - root[2] > TOPIC_SECONDS:
            root = target
        roots.setdefault(reply.message_id, root)
        if reply.by != root[1]:
            joined[root].setdefault(reply.by, reply.at)
    return [
        Credit("followed", opener, follower, at, message_id)
        for (message_id, opener, _), followers in joined.items()
        if len(followers) >= TOPIC_FOLLOWERS
        for follower, at in followers.items()
    ]


def quoted(replies: Iterable[Reply]) -> list[Credit]:
    """Credit for every message that somebody else replied to."""
    return [
        Credit("quoted", reply.to, reply.by, reply.at, reply.to_message) for reply in replies if reply.to != reply.by
    ]


def freshness(at: int, as_of: int) -> float:
    """1 for an act of this moment, falling evenly to 0 after 28 days."""
    return max(0.0, 1 - (as_of - at) / (WINDOW_DAYS * DAY))


def _score(acts: Iterable[Credit], as_of: int) -> float:
    return score_of((act.by, SORTS.get(act.sort).weight * freshness(act.at, as_of)) for act in acts)


def score_of(strengths_: Iterable[tuple[int, float]]) -> float:
    """The score of somebody's acts, each as who gave it and how much it counts: at most 1 from each giver."""
    given: dict[int, list[float]] = defaultdict(list)
    for by, strength in strengths_:
        given[by].append(strength)
    # fsum: the same score whatever the order in which the acts arrived.
    strengths = [math.fsum(parts) for parts in given.values()]
    return math.fsum(strength / (1 + strength) for strength in strengths)


def weightiest(act: Credit) -> tuple[float, int, int, int, int, str]:
    """Order of what is shown: what counts most first, then the newest."""
    return (-SORTS.get(act.sort).weight, -act.at, -act.message_id, -act.fact_id, act.by, act.sort)


def _standing(
    person: int, acts: Sequence[Credit], at: int, of: int, group_id: int, as_of: int, wrote: int | None
) -> Standing:
    counted = [act for act in acts if SORTS.get(act.sort).weight > 0]
    people = {act.by for act in counted}
    helped = {act.by for act in counted if SORTS.get(act.sort).deed}
    followers = {act.by for act in counted if act.sort == "followed"}
    tier = next(
        t for t in TIERS if len(people) >= t.people and len(helped) >= t.helped and len(followers) >= t.followers
    )
    score = _score(acts, as_of)
    reasons = [Reason(tier.said), *_parts(acts)]
    said = N_(
        "Score %(score)s from %(people)s people over %(days)s days, at most 1 from each, older acts less:"
        " place %(rank)s of %(of)s."
    )
    params = {"score": round(score, 2), "people": len(people), "days": WINDOW_DAYS, "rank": at, "of": of}
    reasons.append(Reason(said, params))
    if wrote is not None:
        said = N_("Wrote %(messages)s messages: talk alone earns nothing.")
        reasons.append(Reason(said, {"messages": wrote}))
    verdict = Verdict(
        kind=KIND,
        subject=("person", person),
        decision=tier.decision,
        reasons=tuple(reasons),
        evidence=_evidence(counted, score, len(people)),
        # Four people who say so are worth more than one; no number of people makes it certain.
        confidence=round(min(0.95, len(people) / (len(people) + 2)), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=group_id,
        person_id=person,
    )
    return Standing(person, at, score, len(people), verdict)


def _parts(acts: Sequence[Credit]) -> list[Reason]:
    reasons = []
    for key, sort in SORTS.items():
        mine = [act for act in acts if act.sort == key]
        if mine:
            people = len({act.by for act in mine})
            reasons.append(Reason(sort.said, {"times": len(mine), "people": people, "weight": sort.weight}))
    return reasons


def _evidence(counted: Sequence[Credit], score: float, people: int) -> tuple[Evidence, ...]:
    shown: dict[tuple[int, int], Evidence] = {}
    for act in counted:
        if len(shown) < MOST_EVIDENCE and (act.message_id or act.fact_id):
            label = SORTS.get(act.sort).label
            cited = (
                Evidence("message", act.message_id, label) if act.message_id else Evidence("fact", act.fact_id, label)
            )
            shown.setdefault((act.message_id, act.fact_id), cited)
    numbers = (
        Evidence("number", "score", N_("score"), value=round(score, 2)),
        Evidence("number", "people", N_("people who gave it"), value=people),
    )
    return (*shown.values(), *numbers)
