"""Who was active in a month, by what others made of it and never by volume (D7, I9). Pure.

The credit is that of ``key_members``, without its fading: an act of the first day counts like one of the last. Talk
earns nothing. The three best places are marked for the month's gift; whoever has left, or broke a rule in the month,
keeps the place and is not marked: a person decides about those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qunce.practice.lifecycle.policy.key_members import SORTS, Credit, among_members, score_of, weightiest

GIFTS = 3  # places that get a gift of their choice (I9)


@dataclass(frozen=True, slots=True)
class Part:
    """What of one sort somebody earned. people: distinct givers; acts: the newest first."""

    sort: str
    times: int
    people: int
    acts: Sequence[Credit]


@dataclass(frozen=True, slots=True)
class Place:
    """A member's place in a month. rank: equal scores from equally many people share it.

    gift     marked for the month's gift; offences: rules broken in the month; here: still a member
    """

    person_id: int
    rank: int
    score: float
    people: int
    parts: Sequence[Part]
    gift: bool
    offences: int
    here: bool


def places(
    credits_: Iterable[Credit],
    *,
    since: int,
    until: int,
    staff: AbstractSet[int] = frozenset(),
    here: Collection[int] | None = None,
    offences: Mapping[int, int] | None = None,
) -> list[Place]:
    """Everybody who earned something in [since, until) (epoch seconds UTC), best first.

    here      who is still a member; None: everybody
    offences  person → rules broken in the month
    """
    earned = among_members((act for act in credits_ if since <= act.at < until and SORTS.get(act.sort).weight), staff)
    scored = {person: (_score(acts), len({act.by for act in acts})) for person, acts in earned.items()}
    ranked = sorted(scored, key=lambda person: (-scored[person][0], -scored[person][1], person))
    found: list[Place] = []
    for place, person in enumerate(ranked, 1):
        score, people = scored[person]
        tied = found and (found[-1].score, found[-1].people) == (score, people)
        rank = found[-1].rank if tied else place
        broke, stays = (offences or {}).get(person, 0), here is None or person in here
        gift = rank <= GIFTS and stays and not broke
        found.append(Place(person, rank, score, people, _parts(earned[person]), gift, broke, stays))
    return found


def _score(acts: Iterable[Credit]) -> float:
    return round(score_of((act.by, SORTS.get(act.sort).weight) for act in acts), 6)


def _parts(acts: Iterable[Credit]) -> list[Part]:
    found: dict[str, list[Credit]] = {}
    for act in sorted(acts, key=weightiest):
        found.setdefault(act.sort, []).append(act)
    return [Part(sort, len(mine), len({act.by for act in mine}), mine) for sort, mine in found.items()]
