"""How likely two questions ask the same thing: thirteen measures, weighed in two steps (E1).

Step one weighs the measures of a pair on their own. Step two looks at the pair among its
neighbours: where everybody talks of the same thing, only the nearest are the same question. The
weights were trained on the public question pairs of faq_epidemic (train.csv; never dev.csv) by
``bench/train_desk_repeats.py`` and stand in ``weights.py``; what may never be put together
(opposites, other numbers, a denial) is a rule and not a weight.
"""

from array import array
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sparse_dot_topn import sp_matmul_topn

from qunce.practice.desk.repeats import weights
from qunce.practice.desk.repeats.wording import Wording

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Matrix = Any  # scipy's sparse matrices have no usable types

NEIGHBOURS: Final = 20
NEAR: Final = np.float32(0.3)  # cosine below which nobody is a neighbour
COMMON: Final = 2_000  # pairs of characters in more questions than this find no neighbours
_CHUNK: Final = 40_000
_CLIP: Final = 3.0  # an all but identical neighbour must not outshine the others

MEASURES: Final = (
    "full",  # cosine of the whole wordings, characters and their pairs
    "subject",  # cosine of the subjects
    "shared",  # share of the subjects' telling characters that both have
    "less_missing",  # telling characters that the other lacks, on the side with fewer
    "more_missing",  # and on the side with more
    "same_bag",  # subjects of the very same characters
    "same_asking",  # the same asking phrase, where both have one
    "same_kind",  # the same kinds of question (yes or no counts as one kind)
    "kinds_shared",  # share of the kinds that both have
    "other_kind",  # both ask, and nothing they ask is the same
    "other_number",  # both name numbers, and no number is the same
    "denial",  # one denies what the other does not
    "length",  # difference in length of the subjects, in tens of characters
)
# Asking phrases that want the same kind of answer.
_KINDS: Final = {
    **dict.fromkeys(("can", "need", "whether"), "yes_no"),
    **dict.fromkeys(("what", "which", "amount", "who"), "listing"),
    **dict.fromkeys(("time", "duration"), "when"),
    **dict.fromkeys(("how", "where"), "way"),
}
_WAYS: Final = dict.fromkeys(("how", "where", "do", "can", "need", "whether", "what", "which"), "way")
LONELY: Final = (
    2  # neighbours of another subject up to which a question is lonely; tuned on samples of faq_epidemic's train.csv
)
_SUBJECT: Final = np.float32(0.65)  # cosine of two subjects from which they are one more likely than not
_STEEP: Final = np.float32(12)


class Pairs:
    """Neighbouring questions: row[i] and column[i] are alike with probability[i]; row < column."""

    __slots__ = ("column", "probability", "row")

    def __init__(self, row: Ints, column: Ints, probability: Floats) -> None:
        self.row = row
        self.column = column
        self.probability = probability


def alike_pairs(wordings: Sequence[Wording], twins: Sequence[bool]) -> Pairs:
    """All neighbouring pairs of distinct wordings with the probability that they ask the same.

    twins  which of them stand for several wordings of equal key
    """
    if len(wordings) < 2:
        nothing = np.empty(0, np.int32)
        return Pairs(nothing, nothing, np.empty(0, np.float32))
    space = Space(wordings)
    row, column = space.neighbours()
    first = measure_weighing(space.measures(row, column))
    probability = among_neighbours(np.array(twins), row, column, first)
    probability = np.maximum(probability, space.by_subject(row, column))
    probability[space.apart(row, column)] = 0.0
    return Pairs(row, column, probability)


class Space:
    """The wordings as vectors, ready to be compared in pairs."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        subjects, vocabulary = _counts([w.subject for w in wordings])
        single = np.array([len(term) == 1 for term in vocabulary])
        telling = _idf(subjects)
        self._subject = _unit(subjects, telling)
        self._chars = _present(subjects[:, single])
        self._char_weights = _present(subjects[:, single]).multiply(telling[single]).tocsr()
        self._char_sums = np.asarray(self._char_weights.sum(1), np.float32).ravel() + np.float32(1e-6)
        full, terms = _counts([w.full for w in wordings])
        self._full = _unit(full, _idf(full))
        pairs = np.array([len(term) == 2 for term in terms])
        self._finder = sp.hstack(
            [_rare_unit(subjects[:, ~single]), _rare_unit(full[:, pairs])], format="csr", dtype=np.float32
        ) * np.float32(2**-0.5)
        self._asks = _flags([w.asks for w in wordings])
        self._wants = _flags([_wants(w) for w in wordings])
        self._kinds = _flags([_kinds(w) for w in wordings])
        self._numbers = _ids([w.numbers for w in wordings])
        self._number_sets = [w.numbers for w in wordings]
        self._denied = np.array([w.negated for w in wordings])
        self._yes_no = np.array([w.yes_no for w in wordings])
        self._lengths = np.array([len(w.subject) for w in wordings], np.float32)
        self._sides = np.array([w.sides for w in wordings], np.uint8)

    def neighbours(self) -> tuple[Ints, Ints]:
        """The nearest of every question, each pair once."""
        near = sp_matmul_topn(self._finder, self._finder.T.tocsr(), top_n=NEIGHBOURS, threshold=NEAR, n_threads=2)
        upper = sp.triu(near + near.T, 1).tocoo()
        return upper.row.astype(np.int32), upper.col.astype(np.int32)

    def measures(self, row: Ints, column: Ints) -> Floats:
        """One row of ``MEASURES`` for each pair."""
        parts = [self._measure(row[at : at + _CHUNK], column[at : at + _CHUNK]) for at in range(0, len(row), _CHUNK)]
        return np.vstack(parts) if parts else np.empty((0, len(MEASURES)), np.float32)

    def _measure(self, a: Ints, b: Ints) -> Floats:
        common = _row_dot(self._char_weights[a], self._chars[b])
        left, right = self._char_sums[a] - common, self._char_sums[b] - common
        shared = common / (left + right + common)
        asks_a, asks_b = self._asks[a], self._asks[b]
        kinds_a, kinds_b = self._kinds[a], self._kinds[b]
        both = asks_a.any(1) & asks_b.any(1)
        kinds = (kinds_a & kinds_b).sum(1)
        return np.column_stack(
            [
                _row_dot(self._full[a], self._full[b]),
                _row_dot(self._subject[a], self._subject[b]),
                shared,
                np.minimum(left, right) / 20,
                np.maximum(left, right) / 20,
                shared > 0.999,
                (asks_a == asks_b).all(1) & both,
                (kinds_a == kinds_b).all(1),
                kinds / np.maximum(1, (kinds_a | kinds_b).sum(1)),
                both & (kinds == 0),
                self._other_number(a, b),
                self._denied[a] != self._denied[b],
                np.abs(self._lengths[a] - self._lengths[b]) / 10,
            ]
        ).astype(np.float32)

    def by_subject(self, a: Ints, b: Ints) -> Floats:
        """The probability that two lonely questions ask the same: by their subjects, when they want the same.

        The weights were learned where everybody talks of the same thing. Where a question has few neighbours, the
        few that share its subject are likely to be it in other words; "how", "where" and "can I" have one answer.
        """
        close = np.asarray(_row_dot(self._subject[a], self._subject[b]))
        probability = 1 / (1 + np.exp(-_STEEP * (close - _SUBJECT)))
        fits = (self._wants[a] & self._wants[b]).any(1) & (np.minimum(self._lengths[a], self._lengths[b]) > 1)
        only_near = ~fits | (probability < 0.5)
        rivals = np.bincount(np.concatenate([a[only_near], b[only_near]]), minlength=len(self._numbers))
        lonely = np.maximum(rivals[a], rivals[b]) <= LONELY
        return np.where(fits & lonely, probability, 0).astype(np.float32)

    def apart(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        """Pairs that no likeness may bring together: opposites, other numbers, a denial."""
        sides_a, sides_b = self._sides[a], self._sides[b]
        opposite = ((sides_a > 0) & (sides_b > 0) & ((sides_a & sides_b) == 0)).any(1)
        denial = (self._denied[a] != self._denied[b]) & ~(self._yes_no[a] & self._yes_no[b])
        return np.asarray(opposite | denial | self._other_number(a, b))

    def _other_number(self, a: Ints, b: Ints) -> NDArray[np.bool_]:
        differ = (self._numbers[a] != self._numbers[b]) & (self._numbers[a] > 0) & (self._numbers[b] > 0)
        for at in np.flatnonzero(differ):
            differ[at] = not self._number_sets[a[at]] & self._number_sets[b[at]]
        return np.asarray(differ)


def measure_weighing(measures: Floats) -> Floats:
    """Step one: the log-odds that a pair asks the same, by its measures alone."""
    scaled = (measures - np.array(weights.MEANS, np.float32)) / np.array(weights.SPREADS, np.float32)
    odds = scaled @ np.array(weights.FIRST, np.float32) + np.float32(weights.FIRST_BASE)
    return np.minimum(odds, np.float32(_CLIP))


def standing(twins: NDArray[np.bool_], row: Ints, column: Ints, odds: Floats) -> Floats:
    """What step two looks at: the odds, and how far they are below the best of either side.

    A question with a twin has found its like already: for others that is the mark to reach.
    """
    best = np.where(twins, np.float32(_CLIP), np.float32(-20))
    np.maximum.at(best, row, odds)
    np.maximum.at(best, column, odds)
    behind_a, behind_b = odds - best[row], odds - best[column]
    return np.column_stack([odds, np.minimum(behind_a, behind_b), np.maximum(behind_a, behind_b)])


def among_neighbours(twins: NDArray[np.bool_], row: Ints, column: Ints, odds: Floats) -> Floats:
    """Step two: the probability that a pair asks the same, seen among the neighbours of both."""
    seen = standing(twins, row, column, odds)
    total = seen @ np.array(weights.SECOND, np.float32) + np.float32(weights.SECOND_BASE)
    return np.asarray(1.0 / (1.0 + np.exp(-total)), np.float32)


def _counts(texts: Sequence[str]) -> tuple[Matrix, list[str]]:
    """How often each text holds each character and each pair of neighbours; and which column is which."""
    columns: defaultdict[str, int] = defaultdict()
    columns.default_factory = columns.__len__
    indices, ends = array("i"), array("i", [0])
    for text in texts:
        indices.extend([columns[term] for term in _terms(text)])
        ends.append(len(indices))
    found = np.frombuffer(indices, np.int32) if indices else np.empty(0, np.int32)
    matrix = sp.csr_matrix(
        (np.ones(len(found), np.float32), found, np.frombuffer(ends, np.int32)),
        shape=(len(texts), max(1, len(columns))),
    )
    matrix.sum_duplicates()
    return matrix, list(columns) or [" "]


def _terms(text: str) -> list[str]:
    return [*text, *map(str.__add__, text, text[1:])]


def _idf(counts: Matrix) -> Floats:
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + documents)) + 1, np.float32)


def _unit(counts: Matrix, idf: Floats) -> Matrix:
    weighed = counts.copy()
    weighed.data = 1 + np.log(weighed.data)
    weighed = weighed.multiply(idf).tocsr().astype(np.float32)
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    return sp.diags((1 / np.maximum(lengths, 1e-9)).astype(np.float32)) @ weighed


def _rare_unit(counts: Matrix) -> Matrix:
    """Unit vectors without what nearly everybody says: it finds nobody and costs the most."""
    documents = np.bincount(counts.indices, minlength=counts.shape[1])
    unit = _unit(counts, _idf(counts))
    return unit[:, documents <= COMMON]


def _present(counts: Matrix) -> Matrix:
    present = counts.copy()
    present.data = np.ones_like(present.data)
    return present


def _row_dot(one: Matrix, other: Matrix) -> Floats:
    return np.asarray(one.multiply(other).sum(1), np.float32).ravel()


def _kinds(wording: Wording) -> frozenset[str]:
    kinds = {_KINDS.get(a, a) for a in wording.asks}
    return frozenset(kinds | {"yes_no"} if wording.yes_no else kinds)


def _wants(wording: Wording) -> frozenset[str]:
    """What one entry of a Q&A answers at once: the ways of doing a thing, with whether it can be done."""
    return frozenset(_WAYS.get(ask, _KINDS.get(ask, ask)) for ask in wording.asks) or frozenset({"way"})


def _flags(sets: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    names = sorted({name for found in sets for name in found}) or ["none"]
    return np.array([[name in found for name in names] for found in sets], np.bool_)


def _ids(sets: Sequence[frozenset[str]]) -> Ints:
    known: dict[frozenset[str], int] = {frozenset(): 0}
    return np.array([known.setdefault(found, len(known)) for found in sets], np.int32)
