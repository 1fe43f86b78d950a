"""How fast people usually talk, so that a lively group is not taken for a flood.

A bout is a run of one person's messages with no pause of a minute between two; its peak is the
most messages within any 60 s of it. Usual is the 95th percentile of peaks. Source: issue 2 §5
("per-person rate measured against that person and group"), D7, D8.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qunce.practice.moderation.policy.reading import SPOKEN_KINDS, Message

if TYPE_CHECKING:
    from qunce.practice.moderation.policy.detectors.adverts import Lexicon

WINDOW_SECONDS = 60
ENOUGH_BOUTS = 20
_MINUTE = 60
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

    words: what adverts are sought by, the workspace's own list with ours; None: ours alone.
    """

    group: Pace | None = None
    people: Mapping[int, Pace] = field(default_factory=dict)
    words: "Lexicon | None" = None

    def of(self, person_id: int) -> Pace | None:
        """The person's own pace where it is known, else the group's, else None."""
        own = self.people.get(person_id)
        if own is not None and own.is_known:
            return own
        return self.group if self.group is not None and self.group.is_known else None


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


def measure_habits(messages: Iterable[Message]) -> Habits:
    """The habits of a group from its messages in time order (28 days are a good length)."""
    people: dict[int, _Bouts] = {}
    for message in messages:
        if message.kind in SPOKEN_KINDS and message.precision <= _MINUTE:
            people.setdefault(message.sender_id, _Bouts()).add(message.at)
    together: dict[int, int] = {}
    paces: dict[int, Pace] = {}
    for person_id, bouts in people.items():
        bouts.close()
        paces[person_id] = _pace(bouts.peaks)
        for peak, times in bouts.peaks.items():
            together[peak] = together.get(peak, 0) + times
    return Habits(_pace(together) if together else None, paces)


def _pace(peaks: Mapping[int, int]) -> Pace:
    bouts = sum(peaks.values())
    below = 0
    for peak in sorted(peaks):
        below += peaks[peak]
        if below >= 0.95 * bouts:
            break
    return Pace(peak, bouts)
