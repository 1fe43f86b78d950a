"""Look-alikes: characters with a radical more, less or another (徽, 薇 for 微; 伽 for 加).

Most are seen by stems: one table, one search. Where a text holds characters that hardly anybody writes, each may
stand for any character of a phrase that it resembles.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from qunce.kernel.text.chaizi import everyday, look_alikes, stems
from qunce.kernel.text.fold import Table, compose, fold_table
from qunce.kernel.text.lenses.base import LENSES, SHORTEST, Place, Screen, all_han
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views.base import TableView
from qunce.kernel.text.views.separated import SEPARATED, drop_unspoken, split_on_purpose

# Pairs that no table of components knows, and every eye confuses.
_PAIRS = dict(zip("徽嶶未己巳土曰冶免囗亼丂禾贸侍拆", "微微末已已士日治兔口人万木贷待折", strict=True))

_LONGEST = 8  # characters of a phrase before a rare one
_MOST_STEPS = 400
_ONE_OFF_FROM = 4


def _table() -> Table:
    stem = stems()
    also: dict[int, int | str | None] = dict(stem)
    also |= {ord(char): stem.get(ord(like), like) for char, like in _PAIRS.items()}
    return compose(compose(fold_table(), drop_unspoken()), also, also)


@cache
def view() -> TableView:
    return TableView("shapes", _table)


class Shapes:
    def __init__(self, phrases: Sequence[str]) -> None:
        self._bare = {i: bare for i, phrase in enumerate(phrases) if all_han(bare := SEPARATED.read(phrase))}
        self._indexes = [i for i, bare in self._bare.items() if len(bare) >= SHORTEST]
        self._matcher = Matcher([view().read(phrases[i]) for i in self._indexes])
        self._rare = _Rare({i: self._bare[i] for i in self._indexes})
        self._one_off = _OneOff({i: self._bare[i] for i in self._indexes})
        self.screen = Screen(((view(), self._matcher), (SEPARATED, self._one_off), (SEPARATED, self._rare)))

    def touches(self, text: str) -> bool:
        if not self._indexes:
            return False
        if self._matcher.occurs(view().read(text)):
            return True
        return any(True for _ in self._written(text))

    def find(self, text: str) -> Iterator[Place]:
        folded = view().apply(text)
        for first, last, number in self._matcher.find(folded.text):
            start, end = folded.span(first, last)
            index = self._indexes[number]
            written = SEPARATED.read(text[start:end])
            same = sum(a == b for a, b in zip(written, self._bare[index], strict=False))
            whole = written == text[start:end] or split_on_purpose(text[start:end])
            # A phrase of which nothing is left as it was is somebody else's words.
            if 0 < same < len(written) and whole:
                yield start, end, index
        plain = SEPARATED.apply(text)
        for first, last, index in self._written(text):
            yield *plain.span(first, last), index

    def _written(self, text: str) -> Iterator[Place]:
        """Phrases with look-alikes that no stem shows, as places in the separated reading."""
        read = SEPARATED.read(text)
        yield from self._one_off.find(read)
        yield from self._rare.find(read)


class _Rare:
    """Phrases in which characters that hardly anybody writes stand for others."""

    def __init__(self, phrases: Mapping[int, str]) -> None:
        self._trie: dict[str, Any] = {}
        stands: dict[str, set[str]] = {}
        for index, bare in phrases.items():
            node = self._trie
            for char in bare:
                node = node.setdefault(char, {})
            node.setdefault("", index)
        for char in set("".join(phrases.values())):
            for other in look_alikes(char):
                stands.setdefault(other, set()).add(char)
        self._stands = stands
        self._pairs = {bare[i : i + 2] for bare in phrases.values() for i in range(len(bare) - 1)}
        rare = "".join(char for char in self._stands if char not in everyday())
        self._gate = re.compile(f"[{rare}]") if rare else None

    def places(self, text: str) -> Iterator[int]:
        return (start for start, _, _ in self.find(text))

    def find(self, text: str) -> Iterator[Place]:
        if self._gate is None:
            return
        for match in self._gate.finditer(text):
            if not self._fits(text, match.start()):
                continue
            for start in range(max(0, match.start() - _LONGEST), match.start() + 1):
                yield from self._walk(text, start)

    def _fits(self, text: str, at: int) -> bool:
        """Whether what a rare character may stand for goes with a neighbour of it; cheaper than walking."""
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if any(one and one not in everyday() and one in self._stands for one in (before, after)):
            return True
        return any(before + one in self._pairs or one + after in self._pairs for one in self._stands[text[at]])

    def _walk(self, text: str, start: int) -> Iterator[Place]:
        """Every phrase that text[start:] may stand for: a rare look-alike at least, a common one at most."""
        walks = [(start, self._trie, 0, 0, 0)]
        steps = 0
        while walks and steps < _MOST_STEPS:
            steps += 1
            at, node, same, rare, common = walks.pop()
            if "" in node and rare and same:
                yield start, at, node[""]
            if at >= len(text):
                continue
            char = text[at]
            if char in node:
                walks.append((at + 1, node[char], same + 1, rare, common))
            is_rare = char not in everyday()
            stands = self._stands.get(char)
            if stands and (is_rare or (same and not common)):
                walks += [
                    (at + 1, node[other], same, rare + is_rare, common + (not is_rare))
                    for other in stands & node.keys()
                ]  # fmt: skip


class _OneOff:
    """Phrases of four characters and more of which one, a common one, is a look-alike (土抵押贷款)."""

    def __init__(self, phrases: Mapping[int, str]) -> None:
        self._phrases = phrases
        seeds: dict[str, list[tuple[int, int, int]]] = {}  # what is left → phrase, where it stands in it, the other
        for index, bare in phrases.items():
            for hole in range(len(bare)) if len(bare) >= _ONE_OFF_FROM else ():
                start, end = (0, hole) if hole > len(bare) - hole - 1 else (hole + 1, len(bare))
                seeds.setdefault(bare[start:end], []).append((index, start, hole))
        self._seeds = [seeds[piece] for piece in seeds]
        self._gate = Matcher(list(seeds))

    def places(self, text: str) -> Iterator[int]:
        return (start for start, _, _ in self.find(text))

    def find(self, text: str) -> Iterator[Place]:
        for first, _, number in self._gate.find(text):
            for index, offset, hole in self._seeds[number]:
                bare, start = self._phrases[index], first - offset
                end = start + len(bare)
                if start < 0 or end > len(text):
                    continue
                other = text[start + hole]
                if (
                    other != bare[hole]
                    and text[start : start + hole] == bare[:hole]
                    and text[start + hole + 1 : end] == bare[hole + 1 :]
                    and other in look_alikes(bare[hole])
                ):
                    yield start, end, index


LENSES.register("shapes", Shapes)
