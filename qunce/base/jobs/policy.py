"""Pure decisions about jobs: when to try again, when to give up, how fast it goes, when it is due next."""

import math
from dataclasses import dataclass

LEASE_SECONDS = 10
"""How long a silent worker keeps a job. A killed worker's job runs again within this and a poll."""
BEAT_SECONDS = 3
POLL_SECONDS = 0.2

BACKOFF_FIRST = 2
BACKOFF_MOST = 600


def backoff_seconds(attempt: int, chance: float) -> int:
    """Seconds to wait after the attempt-th failure (1, 2, …): 2, 4, 8 … 600, each up to a quarter longer.

    chance is a random number 0..1: jobs that failed together do not come back together.
    """
    base = min(BACKOFF_FIRST << min(attempt - 1, 20), BACKOFF_MOST)
    return base + math.floor(base * 0.25 * chance + 0.5)


def gives_up(attempts: int, max_attempts: int) -> bool:
    """Whether a job that failed has been tried often enough. Attempts are counted since its last progress."""
    return attempts >= max_attempts


def next_due(due: int, every: int, now: int) -> int:
    """The next moment of a schedule: on its own grid, after now. However long the machine slept, it is
    caught up once (R31)."""
    if every <= 0:
        raise ValueError("a schedule comes round every 1 s or more")
    return due + every * (max(0, now - due) // every + 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a job is. rate in units per second; eta in seconds; share 0..1; None = not known yet."""

    share: float | None
    rate: float | None
    eta: int | None


def pace(done: int, done_at_start: int, total: int | None, started_at: int | None, now: int) -> Pace:
    """The rate counts from where the present attempt began, so that a pause does not slow it down."""
    share = min(1.0, done / total) if total else None
    elapsed = now - started_at if started_at is not None else 0
    fresh = done - done_at_start
    if elapsed <= 0 or fresh <= 0:
        return Pace(share, None, None)
    rate = fresh / elapsed
    eta = math.ceil(max(0, total - done) / rate) if total else None
    return Pace(share, rate, eta)
