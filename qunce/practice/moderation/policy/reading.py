"""A message as detectors read it: the original, its plain reading, and the way back."""

from dataclasses import dataclass

from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageKind
from qunce.kernel.text import SEPARATED, Folded, fold
from qunce.kernel.text.fold import fold_text, is_dropped
from qunce.kernel.verdict import Reason

# What somebody put into the group on purpose; the rest is the system's, or is gone.
SPOKEN_KINDS: frozenset[MessageKind] = frozenset(
    {
        "text", "image", "voice", "video", "file", "sticker", "link", "location", "card",
        "mini_program", "forward", "chain", "announcement", "other",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a group.

    at         epoch seconds, UTC
    text       the original, untouched: spans count its code points
    precision  how exact ``at`` is, in seconds (an export may know the minute or the day only)
    """

    id: int
    sender_id: int
    at: int
    text: str
    kind: MessageKind = "text"
    is_staff: bool = False
    precision: int = 1


class Reading:
    """One message with its plain text; made once and handed to every watcher."""

    __slots__ = ("_folded", "message", "plain")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.plain = fold_text(message.text)
        self._folded: Folded | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of plain[start:end]."""
        if self._folded is None:
            self._folded = fold(self.message.text)
        return self._folded.span(start, end)


def disguises(original: str) -> tuple[Reason, ...]:
    """How a piece of text was dressed up, each way as a reason. Traditional characters are no disguise."""
    ways: list[Reason] = []
    if any(is_dropped(char) for char in original):
        ways.append(Reason(N_("Invisible characters stand between the letters")))
    if any(is_styled(char) for char in original):
        ways.append(Reason(N_("Letters or digits are written in another style")))
    return tuple(ways)


def is_styled(char: str) -> bool:
    """Whether a character is a dressed-up Latin letter or digit."""
    return not char.isascii() and SEPARATED.read(char).isascii() and SEPARATED.read(char).isalnum()
