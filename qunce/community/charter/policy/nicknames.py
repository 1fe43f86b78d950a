"""The nickname format: a pattern people can write, and whether a name follows it (B12). Pure.

    城市-昵称-职业          three parts; any of - － — – | / · _ ～ parts them, spaces around count for nothing
    城市-昵称-[职业]        what stands in brackets may be left out (at the end)
    {新手,老手}-昵称        one of these words
    昵称-手机尾号           a part named after a number holds digits
    楼层-昵称，如 12F-可可   an example of one's own behind 如, 例如, 比如, e.g.

    parse(text)             NicknameFormat; raises FormatError with a reason
    NicknameFormat.misses   why a name does not follow it; () when it does

People type what their keyboard gives them: width, case, the kind of dash and spaces never decide. A name that parts
with spaces where the format has dashes follows it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason

MOST_PARTS = 3  # B12: an odd format annoys people
DASHES = "-‐‑‒–—―−－﹣~～|｜/／\\＼·・•_＿+＋"
_DASH = re.compile(f"\\s*[{re.escape(DASHES)}]+\\s*")
_OPTIONAL = re.compile(r"^[\[【［](.*)[\]】］]$")
_CHOICE = re.compile(r"^[{｛](.*)[}｝]$")
_NUMBERED = re.compile(r"尾号|手机|电话|编号|工号|房号|门牌|号$|[后末][四4]位|digits|number|phone", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9〇零一二三四五六七八九十百]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")

# What a part may look like, for the example: the first label that stands in the part's name.
EXAMPLES: tuple[tuple[str, str], ...] = (
    ("城市", "上海"), ("地区", "浦东"), ("公司", "云图科技"), ("职业", "设计师"), ("职位", "采购经理"),
    ("岗位", "采购经理"), ("行业", "餐饮"), ("年级", "三年级"), ("楼", "12楼"), ("尾号", "6688"), ("手机", "6688"),
    ("编号", "026"), ("房号", "1203"), ("座位", "3排5座"), ("场次", "下午场"), ("自提", "东门店"), ("产品", "净水器"),
    ("称呼", "王女士"), ("姓名", "李雷"), ("昵称", "小雨"), ("名", "李雷"), ("姓", "王女士"), ("号", "026"),
    ("City", "Shanghai"), ("Company", "Yuntu"), ("Trade", "catering"), ("Position", "buyer"), ("grade", "grade 3"),
    ("floor", "floor 12"), ("digits", "6688"), ("Product", "kettle"), ("Name", "Li Lei"),
)  # fmt: skip


class FormatError(ValueError):
    """The pattern cannot be followed; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a format. label: as people wrote it; choices: the only words that fit, () for any."""

    label: str
    optional: bool = False
    choices: tuple[str, ...] = ()

    @property
    def numbered(self) -> bool:
        return bool(_NUMBERED.search(self.label)) and not self.choices

    @property
    def example(self) -> str:
        if self.choices:
            return self.choices[0]
        return next((shown for word, shown in EXAMPLES if word in self.label), self.label)

    def fits(self, said: str) -> bool:
        """Whether this piece of a name can stand for the part."""
        if self.choices:
            return said in {_plain(choice) for choice in self.choices}
        if self.numbered:
            return bool(_DIGITS.search(said))
        return any(char.isalnum() or ord(char) > 0x2E7F for char in said)


@dataclass(frozen=True, slots=True)
class NicknameFormat:
    """A parsed format. text: as written, without the example; shown: the example that was written, or ""."""

    text: str
    parts: tuple[Part, ...]
    shown: str = ""

    @property
    def example(self) -> str:
        """A name that follows it: the one that was written, else a made-up one."""
        return self.shown or "-".join(part.example for part in self.parts)

    def follows(self, name: str) -> bool:
        return not self.misses(name)

    def misses(self, name: str) -> tuple[Reason, ...]:
        """Why a name does not follow the format; () when it does."""
        alone = len(self.parts) == 1
        pieces = [_plain(name)] if alone else _pieces(name, len(self.parts))
        least = sum(1 for part in self.parts if not part.optional)
        if len(pieces) < least:
            said = N_("%(found)s parts instead of %(wanted)s")
            return (Reason(said, {"found": len(pieces), "wanted": least}),)
        if len(pieces) > len(self.parts):
            said = N_("%(found)s parts instead of %(wanted)s")
            return (Reason(said, {"found": len(pieces), "wanted": len(self.parts)}),)
        wrong = [part for part, said in zip(self.parts, pieces, strict=False) if not part.fits(said)]
        return tuple(Reason(N_("“%(part)s” is missing or does not look like one"), {"part": p.label}) for p in wrong)


def _plain(text: str) -> str:
    """Width, case, invisible characters and outer space do not count."""
    return " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold().split())


def _pieces(name: str, wanted: int) -> list[str]:
    """The name cut at dashes, or at spaces where it has none; empty pieces at the ends are decoration."""
    # cut before folding: NFKC makes some dashes others, none of them anything else
    pieces = [_plain(piece) for piece in _DASH.split(_INVISIBLE.sub("", name).strip())]
    while len(pieces) > wanted and not pieces[-1]:
        pieces.pop()
    while len(pieces) > wanted and not pieces[0]:
        pieces.pop(0)
    return pieces if len(pieces) > 1 else (pieces[0].split() if pieces else [])


@lru_cache(maxsize=512)
def parse(text: str) -> NicknameFormat:
    """The format that people wrote. Raises FormatError: empty, a part without a name, brackets that do not close,
    something after what may be left out, an example that does not follow it.
    """
    pattern, shown = _without_example(text.strip())
    parts = tuple(_part(piece.strip()) for piece in _cut(pattern))
    if not parts or all(part.optional for part in parts):
        raise FormatError(Reason(N_("A nickname format needs a part that nobody leaves out, such as 城市-昵称.")))
    for earlier, later in pairwise(parts):
        if earlier.optional and not later.optional:
            said = N_("Only the end may be left out: nobody can tell what stands for “%(part)s”.")
            raise FormatError(Reason(said, {"part": later.label}))
    wanted = NicknameFormat(pattern, parts, shown)
    if shown and not wanted.follows(shown):
        said = N_("The example “%(example)s” does not follow “%(format)s” itself: put a dash between the parts.")
        raise FormatError(Reason(said, {"example": shown, "format": pattern}))
    return wanted


_EXAMPLE = re.compile(r"[\s,，。;；、(（]*(?:例如|比如|譬如|如|例|e\.g\.)[\s:：]*([^)）]+)[)）]?$", re.IGNORECASE)


def _without_example(text: str) -> tuple[str, str]:
    found = _EXAMPLE.search(text)
    return (text[: found.start()], found[1].strip()) if found and found.start() else (text, "")


def _cut(text: str) -> list[str]:
    """The pieces between dashes; a dash inside brackets belongs to its piece."""
    pieces, depth, piece = [], 0, ""
    for char in text.strip():
        depth += (char in "[【［{｛") - (char in "]】］}｝")
        if depth == 0 and char in DASHES:
            pieces.append(piece)
            piece = ""
        else:
            piece += char
    if depth != 0:
        raise FormatError(Reason(N_("A bracket is not closed.")))
    return [*pieces, piece]


def _part(piece: str) -> Part:
    inner = _OPTIONAL.match(piece)
    label = (inner[1] if inner else piece).strip()
    choice = _CHOICE.match(label)
    if choice:
        words = tuple(word.strip() for word in re.split(r"[,，、]", choice[1]) if word.strip())
        if not words:
            raise FormatError(Reason(N_("Braces hold the words to choose from: {新手,老手}.")))
        return Part("、".join(words), bool(inner), words)
    if not label or re.search(r"[\[\]【】{}｛｝［］]", label):
        raise FormatError(Reason(N_("Between two dashes stands the name of a part, such as 城市-昵称.")))
    return Part(label, bool(inner))


def request_words(name: str, wanted: NicknameFormat) -> list[Reason]:
    """A polite text that asks somebody to change their nickname, with an example and the way there."""
    asked = N_("@%(name)s Hello! So that we all know who is who, could you change your group nickname?")
    shown = N_("The format is “%(format)s”, for example “%(example)s”.")
    way = N_("You find it at the top right of the group, under “My alias in group”. Thank you!")
    return [
        Reason(asked, {"name": name}),
        Reason(shown, {"format": wanted.text, "example": wanted.example}),
        Reason(way),
    ]
