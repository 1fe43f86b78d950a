"""Phrases written from last to first, in one piece or pulled apart."""

from collections.abc import Iterator, Sequence

from qunce.kernel.text.lenses.base import LENSES, SHORTEST, Place, Screen, all_han
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.separated import SEPARATED


class Reversed:
    def __init__(self, phrases: Sequence[str]) -> None:
        bare = [SEPARATED.read(phrase) for phrase in phrases]
        known = set(bare)
        self._indexes = [
            i
            for i, phrase in enumerate(bare)
            if len(phrase) >= SHORTEST and all_han(phrase) and phrase[::-1] not in known
        ]
        self._matcher = Matcher([bare[i][::-1] for i in self._indexes])
        self.screen = Screen(((SEPARATED, self._matcher),))

    def touches(self, text: str) -> bool:
        return bool(self._indexes) and self._matcher.occurs(SEPARATED.read(text))

    def find(self, text: str) -> Iterator[Place]:
        folded = SEPARATED.apply(text)
        for first, last, number in self._matcher.find(folded.text):
            yield *folded.span(first, last), self._indexes[number]


LENSES.register("reversed", Reversed)
