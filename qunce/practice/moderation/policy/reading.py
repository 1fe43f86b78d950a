"""A message as detectors read it: the original, its plain reading, and the way back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageKind
from qunce.kernel.text import SEPARATED, Folded, PhraseFinder, fold
from qunce.kernel.text.fold import fold_texts, is_dropped
from qunce.kernel.verdict import Reason
from qunce.practice.moderation.policy.codes import Code
from qunce.practice.moderation.policy.exemptions import Setting

# WeChat sends some 5,400 ideographs at most: what an export holds beyond this nobody could read,
# and no message may take longer than its share.
LONGEST = 8_000

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
    nickname   what the sender is called in the group, "" where it is not known
    codes      the QR codes that were read in its picture, where it was looked at
    """

    id: int
    sender_id: int
    at: int
    text: str
    kind: MessageKind = "text"
    is_staff: bool = False
    precision: int = 1
    nickname: str = ""
    codes: tuple[Code, ...] = ()

    @property
    def latest(self) -> int:
        """The last second on which it may have been sent."""
        return self.at + self.precision - 1


class Reading:
    """One message with its plain text; made once and handed to every watcher.

    text   the original, cut at ``LONGEST``; spans count its code points
    plain  its plain reading
    """

    __slots__ = ("_folded", "_setting", "message", "plain", "screened", "text")

    def __init__(self, message: Message, text: str, plain: str) -> None:
        self.message = message
        self.text = text
        self.plain = plain
        self._folded: Folded | None = None
        self._setting: Setting | None = None
        self.screened: dict[int, bool] = {}  # what a finder said of it when many were asked at once

    def touches(self, finder: PhraseFinder) -> bool:
        """Whether a finder may find anything."""
        known = self.screened.get(id(finder))
        return finder.touches(self.text) if known is None else known

    @property
    def folded(self) -> Folded:
        if self._folded is None:
            self._folded = fold(self.text)
        return self._folded

    @property
    def setting(self) -> Setting:
        if self._setting is None:
            self._setting = Setting(self.text, self.plain)
        return self._setting

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of plain[start:end]."""
        return self.folded.span(start, end)


class Respelled(Folded):
    """A folded text with some pieces written as others, the way back kept."""

    __slots__ = ("_places",)

    def __init__(self, folded: Folded, pieces: "re.Pattern[str]", wholes: Mapping[str, str]) -> None:
        text, places, at = "", [], 0
        for match in pieces.finditer(folded.text):
            places += [(i, i + 1) for i in range(at, match.start())]
            text += folded.text[at : match.start()] + wholes[match[0]]
            places += [match.span()] * len(wholes[match[0]])
            at = match.end()
        places += [(i, i + 1) for i in range(at, len(folded.text))]
        super().__init__(folded.source, text + folded.text[at:], lambda _: folded.offsets)
        self._places = (places, folded)

    def span(self, start: int, end: int) -> tuple[int, int]:
        places, folded = self._places
        return folded.span(places[start][0], places[end - 1][1])


class Backwards(Folded):
    """A folded text from last to first; spans are the original's."""

    __slots__ = ("_folded",)

    def __init__(self, folded: Folded) -> None:
        super().__init__(folded.source, folded.text[::-1], lambda _: folded.offsets[::-1])
        self._folded = folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        size = len(self.text)
        return self._folded.span(size - end, size - start)


def read_many(messages: Sequence[Message], finder: PhraseFinder | None = None) -> list[Reading]:
    """The readings of messages, folded in one pass, and in one more asked whether a finder finds anything."""
    texts = [message.text[:LONGEST] for message in messages]
    readings = [Reading(*parts) for parts in zip(messages, texts, fold_texts(texts), strict=True)]
    if finder is not None:
        for reading, touched in zip(readings, finder.screen(texts), strict=True):
            reading.screened[id(finder)] = touched
    return readings


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
