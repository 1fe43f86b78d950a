"""How fast people usually talk, so that a lively group is not taken for a flood.

A bout is a run of one person's messages with no pause of a minute between two; its peak is the
most messages within any 60 s of it. Usual is the 95th percentile of peaks. Pictures and stickers have a pace of
their own. A day is summed up once (``measure_day``), a pace is read from the sums. Source: issue 2 §5
("per-person rate measured against that person and group"), D7, D8.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qunce.kernel.records import MessageKind
from qunce.practice.moderation.policy.reading import SPOKEN_KINDS, Message

if TYPE_CHECKING:
    from qunce.practice.moderation.policy.detectors.adverts import Lexicon

WINDOW_SECONDS = 60
ENOUGH_BOUTS = 20
_MINUTE = 60
PICTURES: frozenset[MessageKind] = frozenset({"image", "sticker", "video"})
Peaks = Mapping[int, int]  # most messages within 60 s of a bout → how many such bouts
_MOST = 500  # peaks above are one class: nobody types that


@dataclass(frozen=True, slots=True)
class Pace:
    """A usual burst. peak in messages per 60 s; bouts is how many it was seen in."""

    peak: int
    bouts: int

    @property
    def is_known(self) -> bool:
        return self.bouts >= ENOUGH_BOUTS


@dataclass(frozen=True, slots=True)
class Habits:
    """What is known of a place. Usual paces: of all people of the group together, and of each person by id.

    pictures: the group's pace of pictures and stickers alone, and each person's.
    words: what adverts are sought by, the workspace's own list with ours; None: ours alone.
    own_codes: texts of QR codes that are the workspace's own.
    domains: addresses that every group of the workspace lets pass; official: and those of public bodies.
    """

    group: Pace | None = None
    people: Mapping[int, Pace] = field(default_factory=dict)
    pictures: Pace | None = None
    people_pictures: Mapping[int, Pace] = field(default_factory=dict)
    words: "Lexicon | None" = None
    domains: tuple[str, ...] = ()
    official: bool = True
    own_codes: frozenset[str] = frozenset()

    def norms(self, person_id: int, *, pictures: bool = False) -> tuple[Pace | None, Pace | None]:
        """The group's pace and the person's own, each None until it was seen often enough."""
        group = self.pictures if pictures else self.group
        own = (self.people_pictures if pictures else self.people).get(person_id)
        return (
            group if group is not None and group.is_known else None,
            own if own is not None and own.is_known else None,
        )


class _Bouts:
    """One person's bouts as they go by: the running one and a histogram of peaks."""

    __slots__ = ("peak", "peaks", "stamps")

    def __init__(self) -> None:
        self.stamps: deque[int] = deque(maxlen=_MOST)
        self.peak = 0
        self.peaks: dict[int, int] = {}

    def add(self, at: int) -> None:
        stamps = self.stamps
        if stamps and at - stamps[-1] >= WINDOW_SECONDS:
            self.close()
        stamps.append(at)
        while at - stamps[0] >= WINDOW_SECONDS:
            stamps.popleft()
        self.peak = max(self.peak, len(stamps))

    def close(self) -> None:
        if self.peak:
            self.peaks[self.peak] = self.peaks.get(self.peak, 0) + 1
        self.stamps.clear()
        self.peak = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A span of a group's talk as its bouts: person → peaks, of everything and of pictures alone."""

    people: Mapping[int, Peaks] = field(default_factory=dict)
    pictures: Mapping[int, Peaks] = field(default_factory=dict)


def measure_day(messages: Iterable[Message]) -> Summary:
    """What is kept of a day's talk, its messages in time order. A bout over midnight counts as two."""
    everything: dict[int, _Bouts] = {}
    pictures: dict[int, _Bouts] = {}
    for message in messages:
        if message.kind in SPOKEN_KINDS and message.precision <= _MINUTE:
            everything.setdefault(message.sender_id, _Bouts()).add(message.at)
            if message.kind in PICTURES:
                pictures.setdefault(message.sender_id, _Bouts()).add(message.at)
    return Summary(_closed(everything), _closed(pictures))


def _closed(people: Mapping[int, _Bouts]) -> dict[int, Peaks]:
    for bouts in people.values():
        bouts.close()
    return {person_id: bouts.peaks for person_id, bouts in people.items()}


def habits_of(days: Iterable[Summary]) -> Habits:
    """The habits of a group from the sums of its days (28 are a good length)."""
    kept = list(days)
    group, people = _paces(day.people for day in kept)
    pictures, people_pictures = _paces(day.pictures for day in kept)
    return Habits(group, people, pictures, people_pictures)


def measure_habits(messages: Iterable[Message]) -> Habits:
    """The habits of a group from its messages in time order."""
    return habits_of([measure_day(messages)])


def _paces(days: Iterable[Mapping[int, Peaks]]) -> tuple[Pace | None, dict[int, Pace]]:
    together: dict[int, int] = {}
    people: dict[int, dict[int, int]] = {}
    for day in days:
        for person_id, peaks in day.items():
            mine = people.setdefault(person_id, {})
            for peak, times in peaks.items():
                together[peak] = together.get(peak, 0) + times
                mine[peak] = mine.get(peak, 0) + times
    return (_pace(together) if together else None), {person_id: _pace(mine) for person_id, mine in people.items()}


def _pace(peaks: Peaks) -> Pace:
    bouts = sum(peaks.values())
    below = 0
    for peak in sorted(peaks):
        below += peaks[peak]
        if below >= 0.95 * bouts:
            break
    return Pace(peak, bouts)
