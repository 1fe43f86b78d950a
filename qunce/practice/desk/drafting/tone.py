"""How a workspace wants to sound: greeting, form of address, measure, words of its own (E5, C5). Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from qunce.kernel.i18n import N_

FORMAL, FAMILIAR = "您", "你"
MOST_WORDS: Final = 300
LONGEST_WORD: Final = 40


class Tone(NamedTuple):
    """What is asked of a reply.

    greet      it begins or goes with a greeting; greetings: the only ones that count, () for the usual ones
    address    "您" or "你": the form everybody is spoken to with; "" for either
    dear       亲 may be said
    emoji, exclaim  the most of them in one reply; None: no limit
    absolute   words of praise without measure, besides those of the law; forbidden: words never to be said
    """

    greet: bool = True
    greetings: tuple[str, ...] = ()
    address: str = ""
    dear: bool = True
    emoji: int | None = None
    exclaim: int | None = None
    absolute: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


PLAIN: Final = Tone()
MANNERS: Final = ("address", "dear", "emoji", "exclaim")  # what an account's own tone may say otherwise


def spoken(tone: Tone, own: Mapping[str, Any]) -> Tone:
    """The workspace's tone as an account speaks it; what ``own`` does not say stays."""
    return tone._replace(**{key: own[key] for key in MANNERS if key in own})


class Found(NamedTuple):
    """Something in a text: its span, msgid and parameters, and what to put there instead (None: nobody knows)."""

    kind: str
    span: tuple[int, int]
    why: str
    params: Mapping[str, Any]
    instead: str | None


WRONG_ADDRESS = N_("Members are spoken to with %(word)s here.")
DEAR = N_("亲 is not said here.")
EMOJI = N_("At most %(most)s emoji in a reply.")
NO_EMOJI = N_("No emoji in replies.")
EXCLAIM = N_("At most %(most)s exclamation marks in a reply.")
NO_EXCLAIM = N_("No exclamation marks in replies.")
FORBIDDEN = N_("“%(word)s” is on the list of words that are not said here.")
OWN_ABSOLUTE = N_("“%(word)s” is on the list of words that promise too much.")

_EMOJI: Final = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]"
    "(?:[\ufe0f\U0001f3fb-\U0001f3ff]|\u200d[\U0001f300-\U0001faff\u2600-\u27bf])*)"
    "|\\[(?!图片|视频|语音|文件|链接|位置|名片)[\u4e00-\u9fffA-Za-z]{1,6}\\]"
)
_EXCLAIM: Final = re.compile("[!！]")
_DEAR: Final = re.compile(r"(?<![父母双])亲(?:们|爱的)?(?=[,，!！~～。\s]|$)[,，!！~～。\s]*")
_ADDRESS: Final = {FORMAL: re.compile("你(?!们)"), FAMILIAR: re.compile("您")}


def look(text: str, tone: Tone) -> Iterator[Found]:
    """What of a text is not in tone."""
    if tone.address:
        for hit in _ADDRESS[tone.address].finditer(text):
            yield Found("address", hit.span(), WRONG_ADDRESS, {"word": tone.address}, tone.address)
    if not tone.dear:
        for hit in _DEAR.finditer(text):
            yield Found("dear", hit.span(), DEAR, {}, "")
    if tone.emoji is not None:
        for hit in list(_EMOJI.finditer(text))[tone.emoji :]:
            yield Found("emoji", hit.span(), EMOJI if tone.emoji else NO_EMOJI, {"most": tone.emoji}, "")
    if tone.exclaim is not None:
        for hit in list(_EXCLAIM.finditer(text))[tone.exclaim :]:
            instead = "。" if hit.end() == len(text) or text[hit.end()] not in "!！。?？" else ""
            instead = "" if text[: hit.start()][-1:] in "。?？!！" else instead
            yield Found("exclaim", hit.span(), EXCLAIM if tone.exclaim else NO_EXCLAIM, {"most": tone.exclaim}, instead)
    for kind, why, words in (("forbidden", FORBIDDEN, tone.forbidden), ("absolute", OWN_ABSOLUTE, tone.absolute)):
        for hit in _any_of(words).finditer(text) if words else ():
            yield Found(kind, hit.span(), why, {"word": hit.group()}, None)


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, the longest first, whatever their case."""
    known = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word]
    return re.compile("|".join(known) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=64)
def greetings(words: tuple[str, ...]) -> re.Pattern[str]:
    """The greetings that count, where a workspace names its own."""
    return _any_of(words)


def words_in(lines: Sequence[str]) -> tuple[str, ...]:
    """Words one a line, each once, in their order; what is too long is cut."""
    kept = (" ".join(line.split())[:LONGEST_WORD] for line in lines)
    return tuple(dict.fromkeys(word for word in kept if word))[:MOST_WORDS]
