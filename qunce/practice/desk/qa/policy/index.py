"""The entries of a workspace in memory: add, remove, look up. Grows one wording at a time, nothing is built anew (E1).

An inverted index over characters and their pairs finds the likeliest by BM25; ``measures`` puts those in order.
At 100,000 wordings a lookup takes some milliseconds (``python -m bench.eval_qa volume``). Safe to use from threads.
"""

import math
import threading
from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.text.fold import fold_texts
from qunce.practice.desk.qa.policy import embedding, measures
from qunce.practice.desk.qa.policy.measures import View

NEAREST: Final = 40  # wordings that BM25 finds and the measures put in order
LONGEST: Final = 300  # characters of a question that are looked at
_K1: Final = 1.5
_B: Final = 0.75
_LOOKED_AT: Final = 400  # of the highest scores, before all are
_KEPT: Final = 5_000  # wordings taken apart that are kept
# A young Q&A knows little about which characters tell something: so many imagined questions stand behind it.
_IMAGINED: Final = 2_000
_COMMON_SHARE: Final = 0.12
_COMMON: Final = frozenset(
    "的了是不在有我你他们这那个上下来去到说要就也都还会能可以和对么吗呢吧啊怎什多少几如何为请问想需得过给用后前时候天人"
)


Vectors = Callable[[Sequence[str]], NDArray[np.float32]]


class Match(NamedTuple):
    """An entry that may answer. wording: the entry's wording nearest to the question; probability: that it
    asks the same; apart: it looks alike, and a rule says it is another question (加入 / 退出)."""

    key: int
    wording: str
    probability: float
    apart: bool


class Index:
    """Wordings by entry key; an entry is found by the nearest of its wordings."""

    def __init__(self, vectors: Vectors | None = None) -> None:
        """vectors: gives a unit vector of meaning for each text; None: the words alone decide."""
        self._vectors = vectors
        self._meant: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.RLock()
        self._where: dict[str, tuple[array[int], array[int]]] = {}
        self._texts: list[str] = []
        self._keys = array("q")
        self._lengths = array("i")
        self._alive = array("b")
        self._of: dict[int, list[int]] = {}
        self._count = 0
        self._signs = 0
        self._views: OrderedDict[int, View] = OrderedDict()

    def __len__(self) -> int:
        """How many wordings can be found."""
        return self._count

    def put(self, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Entries with all their wordings; a key that is known is replaced."""
        given = [(key, [text for text in texts if text.strip()]) for key, texts in entries]
        folded = iter(fold_texts([text for _, texts in given for text in texts]))
        with self._lock:
            for key, texts in given:
                self.remove(key)
                self._of[key] = [self._add(key, text, next(folded)) for text in texts]

    def remove(self, key: int) -> None:
        """The entry is not found any more; unknown keys do no harm."""
        with self._lock:
            for number in self._of.pop(key, ()):
                self._alive[number] = 0
                self._count -= 1
                self._signs -= self._lengths[number]
                self._texts[number] = ""
                self._views.pop(number, None)

    def lookup(self, text: str, most: int = 3, among: Callable[[int], bool] | None = None) -> list[Match]:
        """The entries that likeliest answer, best first. among: which keys count (None: all)."""
        asked = measures.views([text.strip()[:LONGEST]])[0]
        with self._lock:
            idf = _Memo(self.idf).__getitem__
            best: dict[int, tuple[float, Match]] = {}
            found = [number for number, _ in self._nearest(asked.wording.full, among)]
            meant = self._meaning(text, [self._texts[number] for number in found])
            for number, view, near in zip(found, self._seen(found), meant, strict=True):
                key = self._keys[number]
                judged = measures.judge(asked, view, idf)
                rank = judged.rank + embedding.WEIGHT * near
                match = Match(key, self._texts[number], round(judged.probability, 3), judged.apart)
                if key not in best or rank > best[key][0]:
                    best[key] = rank, match
        ranked = sorted(best.values(), key=lambda one: (-one[0], one[1].key))
        return [match for _, match in ranked[:most]]

    def idf(self, term: str) -> float:
        """How telling a character or a pair is among the wordings there are."""
        known = self._where.get(term)
        documents = len(known[0]) if known else 0
        if all(sign in _COMMON for sign in term):
            documents += int(_IMAGINED * _COMMON_SHARE ** len(term))
        others = max(0, self._count + _IMAGINED - documents)
        return math.log(1 + (others + 0.5) / (documents + 0.5))

    def nearest(self, text: str) -> list[tuple[int, float]]:
        """Keys by BM25 alone, for the evaluation: (key, share of the most the question could reach)."""
        asked = measures.views([text])[0]
        with self._lock:
            return [(self._keys[number], share) for number, share in self._nearest(asked.wording.full, None)]

    def share(self, asked: View, entry: View) -> float:
        """BM25 of a pair as a share of the most the question could reach, as ``lookup`` would find it."""
        usual = self._signs / max(1, self._count)
        norm = _K1 * (1 - _B + _B * entry.terms.total() / max(1.0, usual))
        score = sum(
            self.idf(term) * (_K1 + 1) * entry.terms[term] / (entry.terms[term] + norm)
            for term in asked.terms
            if term in entry.terms
        )
        return score / (sum(map(self.idf, asked.terms)) or 1.0)

    def _add(self, key: int, text: str, folded: str) -> int:
        number = len(self._texts)
        said = "".join(sign for sign in folded if sign.isalnum())[:LONGEST]
        bag = measures.terms(said)
        for term, count in bag.items():
            where = self._where.get(term)
            if where is None:
                where = self._where[term] = (array("i"), array("B"))
            where[0].append(number)
            where[1].append(min(count, 255))
        self._texts.append(text)
        self._keys.append(key)
        self._lengths.append(bag.total())
        self._alive.append(1)
        self._count += 1
        self._signs += bag.total()
        return number

    def _nearest(self, said: str, among: Callable[[int], bool] | None) -> list[tuple[int, float]]:
        """Wordings by BM25 with the share of the most that could be reached."""
        if not self._count:
            return []
        scores = np.zeros(len(self._texts), np.float32)
        usual = self._signs / self._count
        lengths = np.array(self._lengths, np.float32)
        norms = np.float32(_K1) * (np.float32(1 - _B) + np.float32(_B / usual) * lengths)
        bag: Counter[str] = measures.terms(said)
        for term in bag:
            where = self._where.get(term)
            if where is None:
                continue
            numbers, counts = np.array(where[0], np.int32), np.array(where[1], np.float32)
            scores[numbers] += np.float32(self.idf(term) * (_K1 + 1)) * counts / (counts + norms[numbers])
        scores[np.array(self._alive, np.bool_) == 0] = 0
        reach = sum(map(self.idf, bag)) or 1.0
        found = self._best(scores, min(_LOOKED_AT, len(scores)), among)
        if len(found) < NEAREST and len(scores) > _LOOKED_AT:  # most of the likeliest hold elsewhere
            found = self._best(scores, len(scores), among)
        return [(number, float(scores[number]) / reach) for number in found]

    def _best(self, scores: NDArray[np.float32], wanted: int, among: Callable[[int], bool] | None) -> list[int]:
        """Of the ``wanted`` highest scores the first ``NEAREST`` that count."""
        top = np.argpartition(-scores, wanted - 1)[:wanted] if wanted < len(scores) else np.flatnonzero(scores > 0)
        top = top[np.lexsort((top, -scores[top]))]
        found: list[int] = []
        for number in top.tolist():
            if scores[number] <= 0 or len(found) == NEAREST:
                break
            if among is None or among(self._keys[number]):
                found.append(number)
        return found

    def _meaning(self, asked: str, texts: Sequence[str]) -> list[float]:
        """How near each text is to the question in meaning, -1..1; nothing without vectors."""
        if self._vectors is None or not texts:
            return [0.0] * len(texts)
        fresh = list(dict.fromkeys(text for text in (asked, *texts) if text not in self._meant))
        self._meant.update(zip(fresh, self._vectors(fresh) if fresh else (), strict=True))
        for text in (*texts, asked):
            self._meant.move_to_end(text)
        found = (np.stack([self._meant[text] for text in texts]) @ self._meant[asked]).tolist()
        while len(self._meant) > _KEPT:
            self._meant.popitem(last=False)
        return list(found)

    def _seen(self, numbers: Sequence[int]) -> list[View]:
        """Wordings taken apart; those looked at lately are remembered."""
        fresh = [number for number in numbers if number not in self._views]
        for number, view in zip(fresh, measures.views([self._texts[number] for number in fresh]), strict=True):
            self._views[number] = view
        for number in numbers:
            self._views.move_to_end(number)
        views = [self._views[number] for number in numbers]
        while len(self._views) > _KEPT:
            self._views.popitem(last=False)
        return views


class _Memo(dict[str, float]):
    """What ``of`` says of a term, asked once."""

    def __init__(self, of: Callable[[str], float]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, term: str) -> float:
        value = self[term] = self._of(term)
        return value
