"""Pure decisions about accounts: how long a session lives, whose address it is, how a sign-in name reads."""

import hashlib
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


# First match wins: WeChat's browser also says Chrome, Edge also says Chrome, Chrome also says Safari.
_BROWSERS = (
    ("wxwork/", "企业微信"),
    ("MicroMessenger/", "微信"),
    ("QQBrowser/", "QQ"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """What to call a browser in the list of sessions, e.g. "微信 · iPhone"; "" where it says nothing we know."""
    found = (
        next((name for mark, name in _BROWSERS if mark in agent), ""),
        next((name for mark, name in _SYSTEMS if mark in agent), ""),
    )
    return " · ".join(part for part in found if part)


def is_handheld(agent: str) -> bool:
    return any(mark in agent for mark in ("iPhone", "iPad", "Android", "OpenHarmony", "Mobile"))


def token_digest(token: str) -> str:
    """What is kept of a one-time link: enough to recognise it, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal_name(raw: str) -> str:
    """A sign-in name as stored and compared: width and case folded, no space around it."""
    return unicodedata.normalize("NFKC", raw).strip().casefold()
