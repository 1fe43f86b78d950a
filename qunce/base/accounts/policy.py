"""Pure decisions about accounts: how long a session lives, whose address it is, how a sign-in name reads."""

import unicodedata
from collections.abc import Sequence

from qunce.kernel.clock import DAY

SESSION_IDLE = 7 * DAY  # seconds without a request
SESSION_LIFE = 30 * DAY  # seconds since signing in; equals SESSION_COOKIE_AGE
SETUP_LINK_LIFE = DAY  # seconds
INVITATION_LIFE = 7 * DAY  # seconds
TOUCH_EVERY = 60  # seconds: "last seen" is exact to this


def session_over(started_at: int, seen_at: int, now: int) -> bool:
    """Whether a session has idled too long or lived too long. All in epoch seconds, UTC."""
    return now - seen_at > SESSION_IDLE or now - started_at > SESSION_LIFE


def client_address(remote: str, forwarded: str, trusted_proxies: int) -> str:
    """The address of whoever is at the other end.

    remote     the peer of the socket
    forwarded  X-Forwarded-For as received; each proxy appended the peer it saw, so only the last
               ``trusted_proxies`` entries were written by somebody we trust
    """
    chain: Sequence[str] = [part.strip() for part in forwarded.split(",") if part.strip()]
    seen = [*(chain if trusted_proxies > 0 else []), remote]
    return seen[max(0, len(seen) - 1 - trusted_proxies)][:45]


def normal_name(raw: str) -> str:
    """A sign-in name as stored and compared: width and case folded, no space around it."""
    return unicodedata.normalize("NFKC", raw).strip().casefold()
