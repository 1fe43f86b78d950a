"""The sounds view: every ideograph read as its toneless syllable (佳威信 = 加微信).

Each syllable is one private code point, so that a match never begins inside a syllable, offsets
stay one to one, and the matcher works as on any text. Syllables that many speakers do not tell
apart (z/zh, c/ch, s/sh, n/l, in/ing, en/eng) are one. Made for lexicons of some hundred phrases:
with more, and with short ones, ordinary talk begins to sound like something (quality §6.2).
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from qunce.kernel.text.fold import Table, compose, fold_table
from qunce.kernel.text.views.base import VIEWS, TableView
from qunce.kernel.text.views.plain import PLAIN
from qunce.kernel.text.views.separated import SEPARATED, drop_unspoken, split_on_purpose

_FIRST_CODE = 0xE000
_MIN_SYLLABLES = 3
_WRITTEN = range(0x3007, 0xA000)  # ideographs that people write; the rarer planes have no sound here
_MERGED = (
    (re.compile(r"^([zcs])h"), r"\1"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"(?<=[ie])ng$"), "n"),
)


@lru_cache(maxsize=1)
def readings() -> dict[int, tuple[str, ...]]:
    """Code point → toneless syllables, the commonest first.

    Read straight from pypinyin's character file: importing the package also loads its 47,000
    phrases (0.3 s, 40 MB), which nothing here uses.
    """
    spec = find_spec("pypinyin")
    if spec is None or spec.origin is None:
        raise ImportError("pypinyin is not installed")
    raw = json.loads((Path(spec.origin).parent / "pinyin_dict.json").read_text("utf-8"))
    return {point: _toneless(spelled) for key, spelled in raw.items() if (point := int(key)) in _WRITTEN}


@cache
def _toneless(spelled: str) -> tuple[str, ...]:
    letters = unicodedata.normalize("NFD", spelled).replace("u\u0308", "v")
    bare = letters.encode("ascii", "ignore").decode()
    return tuple(dict.fromkeys(bare.split(",")))


@cache
def canon(syllable: str) -> str:
    """The syllable that stands for all that sound like it."""
    for pattern, replacement in _MERGED:
        syllable = pattern.sub(replacement, syllable)
    return syllable


def sounding(syllable: str) -> str:
    """All folded ideographs whose commonest reading sounds like the syllable, as one string."""
    return _by_sound().get(canon(syllable), "")


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, str]:
    table = fold_table()
    heard: dict[str, list[str]] = {}
    for point, read in readings().items():
        char = chr(point)
        if char.translate(table) == char:
            heard.setdefault(canon(read[0]), []).append(char)
    return {syllable: "".join(chars) for syllable, chars in heard.items()}


def _long_enough(keyword: str) -> bool:
    """Three syllables at least, nothing but ideographs: 加微 sounds like half of 大家为什么."""
    spoken = SOUNDS.read(keyword)
    return len(spoken) >= _MIN_SYLLABLES and all(ord(char) >= _FIRST_CODE for char in spoken)


def _respelled(original: str, keyword: str) -> bool:
    """Other characters than the keyword's, in one piece or pulled apart on purpose."""
    spelled = SEPARATED.read(original)
    in_one_piece = PLAIN.read(original) == spelled
    return spelled != SEPARATED.read(keyword) and (in_one_piece or split_on_purpose(original))


def _syllables() -> Table:
    codes: dict[str, int] = {}
    table = dict(drop_unspoken())
    for point, read in readings().items():
        table[point] = codes.setdefault(canon(read[0]), _FIRST_CODE + len(codes))
    return table


def _table() -> Table:
    return compose(fold_table(), _syllables())


SOUNDS = VIEWS.register(
    "sounds",
    TableView(
        "sounds",
        _table,
        coarser=frozenset({"plain", "separated"}),
        telling=_long_enough,
        disguised=_respelled,
    ),
)
