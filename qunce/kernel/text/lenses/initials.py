"""Phrases by their initials alone ("wdydk" = 无抵押贷款): a run of letters that is exactly that.

Only from four syllables on, and none that could be read aloud: "xyktx" is nobody's word, "page" is.
"""

import re
from collections.abc import Iterator, Sequence

from qunce.kernel.text.fold import fold, fold_text
from qunce.kernel.text.lenses.base import LENSES, Place, Screen, all_han
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.separated import SEPARATED
from qunce.kernel.text.views.sounds import readings

_SHORTEST = 4
_RUN = re.compile(r"(?<![a-z0-9@._/-])[a-z]{4,12}(?![a-z0-9@_/-]|\.[a-z])")
_STYLED = re.compile("[ａ-ｚＡ-Ｚ𝐀-𝟋Ⓐ-ⓩ]")
_VOWEL = re.compile("[aeiou]")
# Letters that people type without meaning any phrase.
_COMMON = frozenset(
    {"xswl", "yyds", "hhhh", "html", "http", "https", "sdk", "ddddd", "zzzz", "gggg", "xdjm", "nsdd", "bhys", "wdnmd"}
)


class Initials:
    def __init__(self, phrases: Sequence[str]) -> None:
        self._index: dict[str, int] = {}
        for index, phrase in enumerate(phrases):
            bare = SEPARATED.read(phrase)
            if len(bare) >= _SHORTEST and all_han(bare):
                for letters in _initials(bare):
                    if letters not in _COMMON and len(set(letters)) > 1 and not _VOWEL.search(letters):
                        self._index.setdefault(letters, index)
        self.screen = Screen(gates=(Matcher([*self._index, *map(str.upper, self._index)]), _STYLED))

    def touches(self, text: str) -> bool:
        return any(run[0] in self._index for run in _RUN.finditer(fold_text(text)))

    def find(self, text: str) -> Iterator[Place]:
        folded = fold(text)
        for run in _RUN.finditer(folded.text):
            if run[0] in self._index:
                yield *folded.span(*run.span()), self._index[run[0]]


def _initials(bare: str) -> set[str]:
    """By the commonest reading of each character, and by one other reading at a time."""
    read = [readings().get(ord(char), ("",))[:2] for char in bare]
    usual = "".join(one[0][:1] for one in read)
    other = {usual[:i] + one[1][:1] + usual[i + 1 :] for i, one in enumerate(read) if len(one) > 1}
    return {letters for letters in {usual, *other} if len(letters) == len(bare)}


LENSES.register("initials", Initials)
