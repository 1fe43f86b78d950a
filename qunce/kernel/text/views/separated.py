"""The separated view: only letters, digits and ideographs are left ("加.微.信", "加🔥微🔥信")."""

import re
import unicodedata
from functools import cache

from qunce.kernel.text.fold import Table, compose, fold_table
from qunce.kernel.text.views.base import VIEWS, TableView

_SPOKEN = frozenset("LN")
# Runes and Ogham are letters to Unicode and tinsel to a Chinese chat.
_TINSEL = re.compile("[\u1680-\u16ff]")
# Where a sentence or a phrase may simply end: such a gap alone is no attempt to hide anything.
_PAUSES = frozenset(" \n\r,.!?;:、。…~～-—()《》“”\"'")
# Where marks and symbols live, private use (old emoji) included; the rest is letters.
_UNSPOKEN = (
    range(0x3400),
    range(0x4DC0, 0x4E00),
    range(0xA490, 0xA700),
    range(0xE000, 0x10000),
    range(0x1D000, 0x20000),
)


def is_spoken(char: str) -> bool:
    """Whether a folded character belongs to a word: a letter, a digit, an ideograph."""
    return unicodedata.category(char)[0] in _SPOKEN and not _TINSEL.match(char)


@cache
def drop_unspoken() -> Table:
    """The table that drops everything between words; works on folded text."""
    return {point: None for points in _UNSPOKEN for point in points if not is_spoken(chr(point))}


def split_on_purpose(original: str, _keyword: str = "") -> bool:
    """Whether a piece was pulled apart: by two gaps or more, or by something that is no pause.

    "记得加，微信上说" holds 加微信 across a comma and hides nothing; "加 微 信" and "加🔥微信" do.
    """
    folded = original.translate(fold_table())
    gaps = "".join("\0" if is_spoken(char) else char for char in folded).strip("\0").split("\0")
    runs = [gap for gap in gaps if gap]
    return len(runs) > 1 or any(char not in _PAUSES for gap in runs for char in gap)


def _table() -> Table:
    return compose(fold_table(), drop_unspoken())


SEPARATED = VIEWS.register(
    "separated",
    TableView("separated", _table, coarser=frozenset({"plain"}), disguised=split_on_purpose),
)
