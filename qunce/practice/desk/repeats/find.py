"""Questions asked again, put together, with the best answer so far: ready to become a Q&A entry (E1)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.desk.repeats.clusters import cluster
from qunce.practice.desk.repeats.likeness import Pairs, alike_pairs
from qunce.practice.desk.repeats.wording import Wording, read_all

KIND: Final = "desk.repeated"
POLICY: Final = "desk.repeated/1"
DAYS: Final = 28
LONGEST: Final = 120  # characters; a longer message tells a story and is no entry of a Q&A
SHOWN: Final = 5  # variants cited as evidence
ACCEPTED: Final = 1.0  # strength of an answer that the asker took


class Given(NamedTuple):
    """An answer: the message, when, and how sure (1 = the asker took it, .9 firm, below: inferred)."""

    message_id: int
    at: int
    strength: float


class Asked(NamedTuple):
    """One question as it was asked. ``at`` is epoch seconds UTC; given is its answer, if it got one."""

    message_id: int
    at: int
    person_id: int
    group_id: int
    text: str
    given: Given | None = None


class Variant(NamedTuple):
    """One wording of a repeated question and the messages that used it, oldest first."""

    text: str
    message_ids: tuple[int, ...]


class Repeat(NamedTuple):
    """A question that was asked several times.

    key            stays the same while the question stays (see ``find_repeats``)
    text           the representative wording: asked most often, nearest to the others
    people, groups how many different askers and groups
    variants       every wording, most frequent first; the representative is the first
    best           the answer with the most behind it, or None
    confidence     0..1 that all these are one question
    """

    key: str
    text: str
    message_ids: tuple[int, ...]
    people: int
    groups: int
    variants: tuple[Variant, ...]
    best: Given | None
    confidence: float
    verdict: Verdict

    @property
    def times(self) -> int:
        return len(self.message_ids)


def find_repeats(
    questions: Iterable[Asked],
    as_of: int,
    *,
    known: Mapping[str, Iterable[int]] | None = None,
    at_least: int = 3,
    people: int = 2,
) -> list[Repeat]:
    """Questions of the last ``DAYS`` days asked ``at_least`` times by so many people, most frequent first.

    known  keys of an earlier run with their message ids: the largest question that shares messages
           with one keeps its key, so that what was decided about it stays decided
    """
    recent = [
        asked
        for asked in questions
        if as_of - DAYS * DAY < asked.at <= as_of and 0 < len(asked.text.strip()) <= LONGEST
    ]
    owners = {message: key for key, messages in (known or {}).items() for message in messages}
    taken: set[str] = set()
    clusters = [
        (members, confidence)
        for members, confidence in _clusters(recent)
        if len(members) >= at_least and len({asked.person_id for asked in members}) >= people
    ]
    clusters.sort(key=lambda found: (-len(found[0]), found[0][0].message_id))
    return [_repeat(members, confidence, as_of, owners, taken) for members, confidence in clusters]


def group_texts(texts: Sequence[str]) -> list[int]:
    """The group of every text, by number; the clustering alone, as the evaluation measures it."""
    units, firsts = _units(read_all(texts))
    group = cluster(len(firsts), alike_pairs(firsts, _twins(units)))
    return [group[unit] for unit in units]


def _units(wordings: Sequence[Wording]) -> tuple[list[int], list[Wording]]:
    """Wordings of equal key are one unit: its number for each text, and its first wording."""
    numbers: dict[object, int] = {}
    firsts: list[Wording] = []
    units: list[int] = []
    for wording in wordings:
        number = numbers.setdefault(wording.key, len(firsts))
        if number == len(firsts):
            firsts.append(wording)
        units.append(number)
    return units, firsts


def _twins(units: Sequence[int]) -> list[bool]:
    return [count > 1 for _, count in sorted(Counter(units).items())]


def _clusters(questions: Sequence[Asked]) -> Iterator[tuple[list[Asked], float]]:
    """Questions that are one, in the order asked, with the mean likeness that holds them together."""
    texts = sorted({asked.text for asked in questions})  # whoever spoke first changes no grouping
    place = {text: number for number, text in enumerate(texts)}
    which = [place[asked.text] for asked in questions]
    wordings = read_all(texts)
    same_full: dict[str, int] = {}
    exact = [same_full.setdefault(w.full, len(same_full)) for w in wordings]
    first_of: dict[int, Wording] = {}
    for wording, number in zip(wordings, exact):
        first_of.setdefault(number, wording)
    units, firsts = _units(list(first_of.values()))
    pairs = alike_pairs(firsts, _twins(units))
    group = cluster(len(firsts), pairs)
    confidence = _confidence(group, pairs)
    members: dict[int, list[Asked]] = defaultdict(list)
    for asked, number in zip(questions, which):
        members[group[units[exact[number]]]].append(asked)
    for key, asked_of in members.items():
        yield sorted(asked_of, key=lambda asked: (asked.at, asked.message_id)), confidence.get(key, 1.0)


def _confidence(group: Sequence[int], pairs: Pairs) -> dict[int, float]:
    """Mean probability of the pairs inside each group; groups of one unit are exact and missing here."""
    sums: dict[int, float] = defaultdict(float)
    counts: Counter[int] = Counter()
    for a, b, probability in zip(pairs.row.tolist(), pairs.column.tolist(), pairs.probability.tolist()):
        if group[a] == group[b]:
            sums[group[a]] += probability
            counts[group[a]] += 1
    return {key: 0.5 + 0.5 * sums[key] / counts[key] for key in counts}


def _repeat(members: list[Asked], confidence: float, as_of: int, owners: Mapping[int, str], taken: set[str]) -> Repeat:
    variants = _variants(members)
    ids = tuple(asked.message_id for asked in members)
    askers = len({asked.person_id for asked in members})
    groups = {asked.group_id for asked in members}
    best = _best(members)
    key = _key(ids, variants[0].text, owners, taken)
    days = (members[-1].at - members[0].at) // DAY + 1
    verdict = Verdict(
        kind=KIND,
        subject=("cluster", key),
        decision="repeated",
        reasons=tuple(_reasons(len(ids), askers, days, len(variants), best)),
        evidence=tuple(_evidence(variants, best, len(ids), askers)),
        confidence=round(min(0.99, confidence), 3),
        policy=POLICY,
        as_of=as_of,
        group_id=next(iter(groups)) if len(groups) == 1 else None,
    )
    return Repeat(key, variants[0].text, ids, askers, len(groups), variants, best, verdict.confidence, verdict)


def _variants(members: Sequence[Asked]) -> tuple[Variant, ...]:
    """Wordings by how often they were used; among equals the one of middling length, then the older."""
    used: dict[str, list[int]] = defaultdict(list)
    for asked in members:
        used[asked.text.strip()].append(asked.message_id)
    middle = sorted(len(text) for text in used)[len(used) // 2]
    ranked = sorted(used, key=lambda text: (-len(used[text]), abs(len(text) - middle), used[text][0]))
    return tuple(Variant(text, tuple(used[text])) for text in ranked)


def _best(members: Sequence[Asked]) -> Given | None:
    """The answer with the most behind it; among equals the latest, because answers change."""
    given = [asked.given for asked in members if asked.given is not None]
    return max(given, key=lambda one: (one.strength, one.at, one.message_id), default=None)


def _key(ids: Sequence[int], text: str, owners: Mapping[int, str], taken: set[str]) -> str:
    shared = Counter(owners[message] for message in ids if message in owners)
    for key, _ in shared.most_common():
        if key not in taken:
            taken.add(key)
            return key
    key = blake2b(f"{ids[0]}:{text}".encode(), digest_size=8).hexdigest()
    taken.add(key)
    return key


def _reasons(count: int, people: int, days: int, variants: int, best: Given | None) -> Iterator[Reason]:
    yield Reason(
        N_("Asked %(count)s times by %(people)s people within %(days)s days."),
        {"count": count, "people": people, "days": days},
    )
    if variants > 1:
        yield Reason(
            N_("%(variants)s wordings, put together because they ask the same of the same thing."),
            {"variants": variants},
        )
    if best is None:
        yield Reason(N_("Nobody has answered it yet as far as this shows."))
    elif best.strength >= ACCEPTED:
        yield Reason(N_("An asker took the best answer so far."), {"answer": best.message_id})
    else:
        yield Reason(
            N_("The best answer so far was not confirmed by its asker."),
            {"answer": best.message_id, "strength": best.strength},
        )


def _evidence(variants: Sequence[Variant], best: Given | None, count: int, people: int) -> Iterator[Evidence]:
    yield Evidence("message", variants[0].message_ids[-1], N_("the question"))
    for variant in variants[1:SHOWN]:
        yield Evidence("message", variant.message_ids[-1], N_("another wording"), approximate=True)
    if best is not None:
        yield Evidence("message", best.message_id, N_("the best answer so far"), approximate=best.strength < ACCEPTED)
    yield Evidence("number", "times_asked", N_("times asked"), value=count)
    yield Evidence("number", "askers", N_("people who asked"), value=people)
