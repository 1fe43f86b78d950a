"""What every channel is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from qunce.base.reminders.models import Wishes
from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out, in the reader's language. data: the same for machines, JSON values only."""

    message_id: str
    subject: str
    lines: Sequence[str]
    url: str
    at: int
    workspace: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """sent, try "again" later (``after`` seconds at least where the other side said so), or "gone" for good."""

    what: Literal["sent", "again", "gone"]
    why: str = ""
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out.

    title    msgid; missing: a msgid that says why it cannot be used on this installation, or ""
    targets  where it leads for a colleague: [] when they have not set it up
    send     one letter to one target; called outside of transactions; what it raises counts as "again"
    gone     called in a transaction after a target was found to be gone
    """

    key: str
    title: str
    targets: Callable[[int, Wishes], list[str]]
    send: Callable[[str, Letter], Result]
    missing: Callable[[], str] = lambda: ""
    gone: Callable[[str, str], None] = lambda target, why: None


channels: Registry[Channel] = Registry("reminder channels")
