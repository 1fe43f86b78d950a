"""Counting one person's messages in a sliding minute, or longer, in constant time and memory."""

from collections import deque
from collections.abc import Callable

from qunce.practice.moderation.policy.habits import WINDOW_SECONDS


class Bursts:
    """Tells when somebody goes past a limit of messages within 60 s, or another window (seconds).

    Keeps the last limit + 1 messages of each person and nothing else. One flood is told once:
    again only after the minute held fewer.
    """

    __slots__ = ("_limit_of", "_people", "_window")

    def __init__(self, limit_of: Callable[[int], int], window: int = WINDOW_SECONDS) -> None:
        self._limit_of = limit_of
        self._window = window
        self._people: dict[int, _Ring] = {}

    def see(self, person_id: int, at: int, message_id: int, latest: int | None = None) -> tuple[int, ...]:
        """The ids of the limit + 1 messages when this one goes past the limit, else nothing.

        ``latest``: the last second on which it may have been sent, where the source knows the minute only: what
        may have taken longer than the window is no burst.
        """
        ring = self._people.get(person_id)
        if ring is None:
            ring = self._people[person_id] = _Ring(self._limit_of(person_id))
        stamps = ring.stamps
        stamps.append((at, message_id))
        if len(stamps) <= ring.limit or (at if latest is None else latest) - stamps[0][0] >= self._window:
            ring.told = False
            return ()
        if ring.told:
            return ()
        ring.told = True
        return tuple(message for _, message in stamps)


class _Ring:
    __slots__ = ("limit", "stamps", "told")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.stamps: deque[tuple[int, int]] = deque(maxlen=limit + 1)
        self.told = False
