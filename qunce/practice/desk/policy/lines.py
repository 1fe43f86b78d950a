"""A message as the desk reads it, and what two messages have in common."""

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

HOUR: Final = 3600
CLOSE_LINES: Final = 3  # a member's answer that shares no words must come within so many lines
FAR_LINES: Final = 12  # beyond so many lines any answer must speak of the question's own subject


class Line(NamedTuple):
    """One message of a group, in time order. ``at`` is epoch seconds UTC.

    kind         as in ``kernel.records.MessageKind``
    name         the sender's nickname as the group sees it, for "@nickname" in raw text
    reply_to_id  the message quoted, where the source knows it; else quote_name and quote_text
    mentions     person ids named with @, where the source knows them; raw "@nickname" also counts
    precision    how exact ``at`` is, in seconds: 1, 60 or 86400
    """

    id: int
    at: int
    person_id: int
    is_staff: bool
    kind: str
    text: str
    name: str = ""
    reply_to_id: int | None = None
    quote_name: str = ""
    quote_text: str = ""
    mentions: tuple[int, ...] = ()
    precision: int = 1

    def quotes(self) -> bool:
        return self.reply_to_id is not None or bool(self.quote_text)


IRC_CALL: Final = re.compile(r"^([^\s:,：@]{1,32})[:,：] ?")  # "nick: text"
RAW_MENTION: Final = re.compile(r"@([^\s\u2005@,，:：]{1,32})")
_FILLER: Final = re.compile(
    r"(?:现在|时候|今天|昨天|明天|刚才|一般|大概|多少|[的了吗呢吧啊呀哦嘛么是有在我你您他她它们这那个什怎哪谁几多少请问想知道一下就都也还和与跟不没能会要可以"
    r"到去来给把被对从上为何如老师板大家各位谢好\W_])+"
)
_FOREIGN: Final = re.compile(r"[a-zA-Z0-9\u212a]")  # the Kelvin sign is a k in small letters
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9'+.-]{1,}")
_BETWEEN: Final = re.compile(r"[\s\W_]+")
_COMMON_WORDS = (
    "the and for you can how does what where when why who any anyone know with that this have has are was"
    " is it to"
    " of in on do did my me we they be not but so if or there here just get got from your would could"
    " should will an"
    " at as by out up about it's i'm don't can't then than too also like one some use"
)
_COMMON: Final = frozenset(_COMMON_WORDS.split())


def content(text: str) -> frozenset[str]:
    """The telling parts of a question: pairs of Chinese characters, foreign words and numbers."""
    found = {word for word in _WORD.findall(text.lower()) if word not in _COMMON}
    if not text.isascii():
        for run in _FILLER.split(text):
            if len(run) == 1 and not run.isascii():
                found.add(run)
            found.update(run[at : at + 2] for at in range(len(run) - 1) if not run[at : at + 2].isascii())
    return frozenset(found)


def pieces(text: str) -> AbstractSet[str]:
    """All that could be a telling part of ``text``: quicker than ``content``, fillers included.

    Enough for a line that is held against questions, since only what they hold is compared.
    """
    if text.isascii():
        return frozenset(_WORD.findall(text.lower())) - _COMMON
    found = set(text)
    found.update(map(str.__add__, text, text[1:]))
    if _FOREIGN.search(text) is not None:
        found.update(_WORD.findall(text.lower()))
    return found


def shared(asked: AbstractSet[str], said: AbstractSet[str]) -> float:
    """How much of a question (``content``) a line (``pieces``) speaks of, 0..1.

    Held against the smaller side, a short answer being about a third of its own pieces.
    """
    return share(len(asked & said), len(asked), len(said))


def share(common: int, asked: int, said: int) -> float:
    """``shared`` by the numbers of words: in both, of the question, of the line's pieces."""
    return min(1.0, common / max(2, min(asked, said // 3))) if common else 0.0


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do two questions ask the same thing, as far as their words show?"""
    if not one or not other:
        return False
    common = len(one & other)
    return common > 0 and common / len(one | other) >= 0.5


def quote_key(text: str) -> str:
    """What a quotation and its original have in common when the source cut the quotation."""
    return _BETWEEN.sub("", text)[:12].lower()


def speaks_to_member(line: Line, staff_ids: Collection[int], staff_names: Collection[str]) -> bool:
    """Is the line addressed, by @, to members only? Then it is not the desk's to answer."""
    if line.mentions:
        return not any(person in staff_ids for person in line.mentions)
    if "@" not in line.text:
        return False
    if "@所有人" in line.text or any(f"@{name}" in line.text for name in staff_names if name):
        return False
    return RAW_MENTION.search(line.text) is not None
