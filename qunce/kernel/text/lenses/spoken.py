"""Phrases spelled out: Latin syllables, emoji by their Chinese names, characters taken apart, mixed with plain ones.

All become syllables, one private code each (``lenses.near``), so that "shua单 🥚zhí" meets 刷单职. Looked
through only where a text holds Latin letters, an emoji, or two characters in a row that are one taken apart.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from emoji import EMOJI_DATA, config

from qunce.kernel.text.chaizi import spellings_apart
from qunce.kernel.text.fold import fold, fold_text
from qunce.kernel.text.lenses.base import LENSES, SHORTEST, Place, Screen, all_han, is_han
from qunce.kernel.text.lenses.near import codes as near_codes
from qunce.kernel.text.lenses.near import nearly
from qunce.kernel.text.lenses.near import view as near_view
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.separated import SEPARATED, is_spoken
from qunce.kernel.text.views.sounds import readings

_LONGEST_RUN = 60  # letters of one run that are taken for syllables
_LONGEST_SYLLABLE = 6
_MOST_SPELLINGS = 6
_LONGEST_NAME = 3  # characters of an emoji's name
_OTHER = re.compile("[^a-z]+")
# Latin letters in whatever style; and where emoji live, of which only some are called what a phrase sounds like.
_LETTERS = re.compile("[a-zA-Z\uff21-\uff5a\u24b6-\u24e9\u249c-\u24b5\U0001d400-\U0001d7cb\U0001f110-\U0001f190]")
_SIGNS = (range(0x2190, 0x249C), range(0x24EA, 0x2C00), range(0x1F000, 0x1F110), range(0x1F191, 0x1FB00))
# What adverts call by what it is not called: a satellite is WeChat already, by its sound.
_SLANG = dict(zip("✉📧💌➕❤♥🏡🏠🈵💴💵💰🍚🐔🚗💊👗🀄", "信信信加心心家家满钱钱钱饭鸡车药裙中", strict=True))

Token = tuple[str, int, int]  # what it reads as, and its span in the folded text


@lru_cache(maxsize=1)
def _emoji() -> dict[str, tuple[str, ...]]:
    """Folded emoji → what it may be called in Chinese, as ideographs."""
    config.load_language("zh")
    found: dict[str, list[str]] = {}
    for sign, names in EMOJI_DATA.items():
        name = str(names.get("zh", "")).strip(":")
        if len(name) <= _LONGEST_NAME and all_han(name) and (key := fold_text(sign)) and not is_spoken(key[0]):
            found.setdefault(key, []).append(name)
    for sign, word in _SLANG.items():
        found.setdefault(fold_text(sign), []).append(word)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    return frozenset(one for read in readings().values() for one in read if one.isascii() and one.isalpha())


def split_syllables(run: str) -> list[str]:
    """The longest beginning of a run of letters that is pinyin, as syllables; the fewest there are."""
    best: dict[int, list[str]] = {0: []}
    known = _syllables()
    for at in range(len(run)):
        if at not in best:
            continue
        for size in range(1, _LONGEST_SYLLABLE + 1):
            piece = run[at : at + size]
            if len(piece) < size:
                break
            if piece in known and (size > 1 or piece in "aeo"):
                before = best.get(at + size)
                if before is None or len(before) > len(best[at]) + 1:
                    best[at + size] = [*best[at], piece]
    return best[max(best)]


class Spoken:
    def __init__(self, phrases: Sequence[str]) -> None:
        self._bare = [SEPARATED.read(phrase) for phrase in phrases]
        keywords: list[str] = []
        self._indexes: list[int] = []
        apart: dict[str, str] = {}
        for index, bare in enumerate(self._bare):
            if len(bare) < SHORTEST or not all_han(bare):
                continue
            for spelled in _spellings(bare):
                keywords.append(spelled)
                self._indexes.append(index)
            for char in bare:
                for pieces in spellings_apart(char):
                    apart.setdefault(pieces, char)
        self._apart = apart
        self._latin = Matcher(sorted({"".join(one) for bare in self._bare if bare for one in _latin(bare)}))
        self._matcher = Matcher(keywords)
        self._begins = {pieces[0] for pieces in apart}
        self._pairs = Matcher(list(apart))
        self._signs = Matcher(_signs({code for keyword in keywords for code in keyword}) if keywords else [])
        self.screen = Screen(gates=(self._pairs, self._signs, _LETTERS) if self._indexes else ())

    def touches(self, text: str) -> bool:
        if not self._indexes:
            return False
        if text.isascii():  # most English, none of it pinyin
            return self._latin.occurs(_OTHER.sub("", text.lower()))
        if not (_LETTERS.search(text) or self._signs.occurs(text) or self._pairs.occurs(text)):
            return False
        return self._matcher.occurs("".join(token[0] for token in self._read(fold_text(text))))

    def find(self, text: str) -> Iterator[Place]:
        folded = fold(text)
        tokens = self._read(folded.text)
        for first, last, number in self._matcher.find("".join(token[0] for token in tokens)):
            start, end = tokens[first][1], max(token[2] for token in tokens[first:last])
            index = self._indexes[number]
            written = folded.text[start:end]
            bare = self._bare[index]
            disguised = sum(1 for char in written if not is_han(char)) or len(SEPARATED.read(written)) > len(bare)
            if disguised and SEPARATED.read(written) != bare and not self._by_chance(written, bare):
                yield *folded.span(start, end), index

    def _by_chance(self, written: str, bare: str) -> bool:
        """Ordinary words in a row, only punctuation between: what the sounds view judges by itself."""
        return all(is_han(char) or not is_spoken(char) for char in written) and not any(
            char in _emoji() for char in written
        ) and len(SEPARATED.read(written)) == len(bare)  # fmt: skip

    def _read(self, plain: str) -> list[Token]:
        tokens: list[Token] = []
        at, size = 0, len(plain)
        names, codes, sound = _emoji(), near_codes(), _sound
        while at < size:
            char = plain[at]
            if "a" <= char <= "z":
                end = at + 1
                while end < size and "a" <= plain[end] <= "z" and end - at < _LONGEST_RUN:
                    end += 1
                place = at
                for syllable in split_syllables(plain[at:end]):
                    code = codes.get(nearly(syllable))
                    tokens.append((code or "\0", place, place + len(syllable)))
                    place += len(syllable)
                tokens += [(letter, i, i + 1) for i, letter in enumerate(plain[place:end], place)]
                at = end
                continue
            width = self._joined(plain, at) if char in self._begins else 0
            if width:
                whole = self._apart[plain[at : at + width]]
                tokens.append((sound(whole), at, at + width))
                at += width
                continue
            called, width = _name_at(names, plain, at)
            if called:
                tokens += [(sound(one), at, at + width) for one in called]
                at += width
                continue
            tokens += [(one, at, at + 1) for one in sound(char)]
            at += 1
        return tokens

    def _joined(self, plain: str, at: int) -> int:
        return next((size for size in (3, 2) if plain[at : at + size] in self._apart), 0)


@lru_cache(maxsize=20_000)
def _sound(char: str) -> str:
    """What a folded character sounds like, as codes; "+" is said 加."""
    return near_codes()["jia"] if char == "+" else near_view().read(char)


def _signs(wanted: AbstractSet[str]) -> list[str]:
    """Emoji that are called something of which phrases made of these codes are made, by their first character."""
    begins = {key[0] for key, names in _emoji().items() if not wanted.isdisjoint(map(_sound, "".join(names)))}
    return [sign for sign, begin in _by_beginning() if begin in begins]


@lru_cache(maxsize=1)
def _by_beginning() -> list[tuple[str, str]]:
    """Every sign with the first character that it folds to."""
    signs = (chr(point) for points in _SIGNS for point in points)
    return [(sign, begin) for sign in signs if (begin := fold_text(sign)[:1])]


def _name_at(names: dict[str, tuple[str, ...]], plain: str, at: int) -> tuple[str, int]:
    """The name of the emoji that begins here and its width; the longest sequence first."""
    if plain[at] < "\u2190" or is_han(plain[at]):
        return "", 0
    for size in (3, 2, 1):
        found = names.get(plain[at : at + size])
        if found and at + size <= len(plain):
            return found[0], size
    return "", 0


def _latin(bare: str) -> list[list[str]]:
    """A phrase in Latin letters, with one character at a time read otherwise."""
    if len(bare) < SHORTEST or not all_han(bare):
        return []
    usual = [readings().get(ord(char), ("",))[0] for char in bare]
    others = [
        [*usual[:at], other, *usual[at + 1 :]]
        for at, char in enumerate(bare)
        for other in readings().get(ord(char), ())[1:3]
    ]
    return [usual, *others][:_MOST_SPELLINGS]


def _spellings(bare: str) -> list[str]:
    """Codes of a phrase, read as usual and with one character at a time read otherwise."""
    usual = near_view().read(bare)
    codes = near_codes()
    found = [usual]
    for at, char in enumerate(bare):
        for other in readings().get(ord(char), ())[1:3]:
            code = codes.get(nearly(other))
            if code and len(usual) == len(bare):
                found.append(usual[:at] + code + usual[at + 1 :])
    return list(dict.fromkeys(found))[:_MOST_SPELLINGS]


LENSES.register("spoken", Spoken)
