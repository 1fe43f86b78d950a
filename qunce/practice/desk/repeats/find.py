"""Questions asked again, put together, with the best answer so far: ready to become a Q&A entry (E1)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict

KIND: Final = "desk.repeated"
POLICY: Final = "desk.repeated/2"
DAYS: Final = 28
LONGEST: Final = 120  # characters; a longer message tells a story and is no entry of a Q&A
SHOWN: Final = 5  # wordings cited as evidence
ACCEPTED: Final = 1.0  # strength of an answer that the asker took
TIED: Final = 0.9  # strength of one that quotes the question or names the asker

Grouped = tuple[int, float]
"""The group of a text, by number, and how sure it is that all in it ask the same, 0..1."""


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


class Part(NamedTuple):
    """A repeated question as one group knows it: only that group's messages, so that nobody sees into another.

    last_at  when it was asked last, epoch seconds UTC
    home     the group that is asked to write the answer down: where the best answer stands, else where it is asked most
    """

    group_id: int
    message_ids: tuple[int, ...]
    people: int
    variants: tuple[Variant, ...]
    best: Given | None
    last_at: int
    home: bool
    verdict: Verdict


class Repeat(NamedTuple):
    """A question that was asked several times.

    key            stays the same while the question stays (see ``find_repeats``)
    text           the representative wording: asked most often, nearest to the others
    people, groups how many different askers and groups
    variants       every wording, most frequent first; the representative is the first
    best           the answer with the most behind it, or None
    confidence     0..1 that all these are one question
    parts          the groups in which it comes up again, the home first
    """

    key: str
    text: str
    message_ids: tuple[int, ...]
    people: int
    groups: int
    variants: tuple[Variant, ...]
    best: Given | None
    confidence: float
    parts: tuple[Part, ...]

    @property
    def times(self) -> int:
        return len(self.message_ids)


def find_repeats(
    questions: Iterable[Asked],
    as_of: int,
    grouping: Callable[[Sequence[str]], Sequence[Grouped]],
    *,
    known: Mapping[str, Iterable[int]] | None = None,
    at_least: int = 3,
    people: int = 2,
) -> list[Repeat]:
    """Questions of the last ``DAYS`` days asked ``at_least`` times by so many people, most frequent first.

    grouping  says which of some distinct texts ask the same (``grouping.group_distinct``)
    known     keys of an earlier run with their message ids: the largest question that shares messages
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
        for members, confidence in (_clusters(recent, grouping) if len(recent) >= at_least else ())
        if len(members) >= at_least and len({asked.person_id for asked in members}) >= people
    ]
    clusters.sort(key=lambda found: (-len(found[0]), found[0][0].message_id))
    return [_repeat(members, confidence, as_of, owners, taken) for members, confidence in clusters]


def _clusters(
    questions: Sequence[Asked], grouping: Callable[[Sequence[str]], Sequence[Grouped]]
) -> Iterator[tuple[list[Asked], float]]:
    """Questions that are one, in the order asked, with the mean likeness that holds them together."""
    texts = sorted({asked.text for asked in questions})  # whoever spoke first changes no grouping
    found = dict(zip(texts, grouping(texts), strict=True))
    members: dict[int, list[Asked]] = defaultdict(list)
    sure: dict[int, float] = {}
    for asked in questions:
        group, confidence = found[asked.text]
        members[group].append(asked)
        sure[group] = confidence
    for group, asked_of in members.items():
        yield sorted(asked_of, key=lambda asked: (asked.at, asked.message_id)), sure[group]


def _repeat(members: list[Asked], confidence: float, as_of: int, owners: Mapping[int, str], taken: set[str]) -> Repeat:
    variants = _variants(members)
    ids = tuple(asked.message_id for asked in members)
    askers = len({asked.person_id for asked in members})
    best = _best(members)
    key = _key(ids, variants[0].text, owners, taken)
    sure = round(min(0.99, confidence), 3)
    by_group: dict[int, list[Asked]] = defaultdict(list)
    for asked in members:
        by_group[asked.group_id].append(asked)
    home = _home(by_group, best)
    parts = [
        _part(key, own, members, home, sure, as_of) for group, own in by_group.items() if len(own) > 1 or group == home
    ]
    parts.sort(key=lambda part: (not part.home, -len(part.message_ids), part.group_id))
    return Repeat(key, variants[0].text, ids, askers, len(by_group), variants, best, sure, tuple(parts))


def _home(by_group: Mapping[int, Sequence[Asked]], best: Given | None) -> int:
    answered = (group for group, own in by_group.items() if best is not None and any(a.given == best for a in own))
    most = min(by_group, key=lambda group: (-len(by_group[group]), group))
    return next(answered, most)


def _part(key: str, own: list[Asked], members: list[Asked], home: int, sure: float, as_of: int) -> Part:
    group = own[0].group_id
    variants, best = _variants(own), _best(own)
    ids = tuple(asked.message_id for asked in own)
    askers = len({asked.person_id for asked in own})
    verdict = Verdict(
        kind=KIND,
        subject=("cluster", f"{key}.{group}"),
        decision="repeated",
        reasons=tuple(_reasons(own, members, len(variants), best)),
        evidence=tuple(_evidence(variants, best, len(ids), askers)),
        confidence=sure,
        policy=POLICY,
        as_of=as_of,
        group_id=group,
    )
    return Part(group, ids, askers, variants, best, own[-1].at, group == home, verdict)


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


def _reasons(own: Sequence[Asked], members: Sequence[Asked], variants: int, best: Given | None) -> Iterator[Reason]:
    yield Reason(
        N_("Asked %(count)s times by %(people)s people within %(days)s days."),
        {
            "count": len(own),
            "people": len({asked.person_id for asked in own}),
            "days": (own[-1].at - own[0].at) // DAY + 1,
        },
    )
    if variants > 1:
        yield Reason(
            N_("%(variants)s wordings, put together because they ask the same of the same thing."),
            {"variants": variants},
        )
    groups = len({asked.group_id for asked in members})
    if groups > 1:
        yield Reason(
            N_("In all %(groups)s groups of the same template it was asked %(count)s times."),
            {"groups": groups, "count": len(members)},
        )
    if best is None:
        yield Reason(N_("Nobody has answered it yet as far as this shows."))
    elif best.strength >= ACCEPTED:
        yield Reason(N_("An asker took the best answer so far."), {"answer": best.message_id})
    elif best.strength >= TIED:
        yield Reason(
            N_("The best answer so far quotes the question or names its asker, who did not say whether it helped."),
            {"answer": best.message_id},
        )
    else:
        yield Reason(
            N_("The best answer so far is only the nearest line that fits; its asker did not confirm it."),
            {"answer": best.message_id, "strength": best.strength},
        )


def _evidence(variants: Sequence[Variant], best: Given | None, count: int, people: int) -> Iterator[Evidence]:
    yield Evidence("message", variants[0].message_ids[-1], N_("the question"))
    for variant in variants[1:SHOWN]:
        yield Evidence("message", variant.message_ids[-1], N_("another wording"), approximate=True)
    if best is not None:
        yield Evidence("message", best.message_id, N_("the best answer so far"), approximate=best.strength < TIED)
    yield Evidence("number", "times_asked", N_("times asked"), value=count)
    yield Evidence("number", "askers", N_("people who asked"), value=people)
