"""Phrases of four syllables and more by how they nearly sound: also an for ang, as half of the country says it."""

from collections.abc import Iterator, Sequence
from functools import cache

from qunce.kernel.text.fold import Table, compose, fold_table
from qunce.kernel.text.lenses.base import LENSES, Place, Screen, all_han
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.base import TableView
from qunce.kernel.text.views.separated import SEPARATED, drop_unspoken, split_on_purpose
from qunce.kernel.text.views.sounds import canon, readings

_FIRST_CODE = 0xE000
_SHORTEST = 4


@cache
def nearly(syllable: str) -> str:
    """The syllable that stands for all that nearly sound like it."""
    heard = canon(syllable)
    return heard.removesuffix("ang") + "an" if heard.endswith("ang") else heard


@cache
def codes() -> dict[str, str]:
    """Syllable, as ``nearly`` gives it → its one private code point."""
    found: dict[str, str] = {}
    for read in readings().values():
        for one in read:
            found.setdefault(nearly(one), chr(_FIRST_CODE + len(found)))
    return found


def _table() -> Table:
    known = codes()
    table = dict(drop_unspoken())
    table |= {point: ord(known[nearly(read[0])]) for point, read in readings().items()}
    return compose(fold_table(), table)


@cache
def view() -> TableView:
    return TableView("near", _table)


class Near:
    def __init__(self, phrases: Sequence[str]) -> None:
        self._bare = {i: bare for i, phrase in enumerate(phrases) if all_han(bare := SEPARATED.read(phrase))}
        self._indexes = [i for i, bare in self._bare.items() if len(bare) >= _SHORTEST]
        self._matcher = Matcher([view().read(phrases[i]) for i in self._indexes])
        self.screen = Screen(((view(), self._matcher),))

    def touches(self, text: str) -> bool:
        return bool(self._indexes) and self._matcher.occurs(view().read(text))

    def find(self, text: str) -> Iterator[Place]:
        folded = view().apply(text)
        for first, last, number in self._matcher.find(folded.text):
            start, end = folded.span(first, last)
            index, original = self._indexes[number], text[start:end]
            written = SEPARATED.read(original)
            if written != self._bare[index] and (written == original or split_on_purpose(original)):
                yield start, end, index


LENSES.register("near", Near)
