"""How likely a question and a wording of an entry ask the same: measures of the pair, weighed twice (E1).

One weighing orders the candidates of a question, the other says how likely the pair is the same question. Both
were trained on faq_epidemic's train.csv by ``bench/train_qa.py``, dev.csv never read; the weights stand in
``weights.py``. What may never be the same (opposite sides, other numbers, a denial) is a rule on top: such a pair
is shown last and is never sure, however alike it looks.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from qunce.practice.desk.qa.policy import weights
from qunce.practice.desk.qa.policy.polarity import Stand, opposed, stand
from qunce.practice.desk.repeats.wording import Wording, read_all

SURE: Final = 0.9  # probability from which an answer is put into the draft; measured by bench/eval_qa.py
TWIN: Final = 0.97  # probability of a pair that differs in fillers only
_TWIN: Final = 100.0

MEASURES: Final = (
    "shared",  # share of the subjects' telling characters that both have
    "less_missing",  # telling characters that the other lacks, on the side with fewer
    "more_missing",  # and on the side with more
    "asked_covered",  # share of the question's telling characters that the entry has
    "asked_terms",  # the same of characters and pairs of the whole wordings
    "entry_terms",
    "same_bag",  # subjects of the very same characters
    "same_asking",  # the same asking phrase, where both have one
    "same_kind",  # the same kinds of question
    "other_kind",  # both ask, and nothing they ask is the same
    "same_want",  # one answer would do for both kinds
    "same_yes_no",
    "other_number",  # both name numbers, and no number is the same
    "half_number",  # one names a number, the other none
    "denial",  # one denies what the other does not
    "apart",  # opposite sides
    "half_side",  # one names a side, the other none
    "length",  # difference in length of the subjects, in tens of characters
    "prefix",  # share of the longer one that both begin with
    "same_key",  # the same question in other fillers
)

Idf = Callable[[str], float]


class View(NamedTuple):
    """A question taken apart, ready to be compared. terms: characters and their pairs; subject: its characters."""

    wording: Wording
    terms: Counter[str]
    subject: frozenset[str]
    kinds: frozenset[str]
    wants: frozenset[str]
    stand: Stand


class Judged(NamedTuple):
    """rank: higher is nearer, only to be compared for one question. probability: that both ask the same, 0..1.

    apart: a rule says that they are not the same question, e.g. 加入 and 退出.
    """

    rank: float
    probability: float
    apart: bool


def views(texts: Sequence[str]) -> list[View]:
    """Each text taken apart; folding is done in one pass over all."""
    return [_view(wording) for wording in read_all(texts)]


def judge(asked: View, entry: View, idf: Idf) -> Judged:
    """Weigh a pair. idf: how telling a character or a pair of characters is."""
    values = measures(asked, entry, idf)
    apart = is_apart(asked, entry)
    if asked.wording.key == entry.wording.key and not apart:
        return Judged(_weigh(values, weights.RANK) + _TWIN, TWIN, False)
    return Judged(_weigh(values, weights.RANK) - (weights.APART if apart else 0.0), _sigmoid(values, apart), apart)


def is_apart(asked: View, entry: View) -> bool:
    """Pairs that no likeness may bring together: opposite sides, other numbers, a denial."""
    one, other = asked.wording, entry.wording
    denial = one.negated != other.negated and not (one.yes_no and other.yes_no)
    return _opposite(one, other) or denial or _other_number(one, other) or opposed(asked.stand, entry.stand)


def measures(asked: View, entry: View, idf: Idf) -> list[float]:
    """One value for each of ``MEASURES``."""
    a, b = asked.wording, entry.wording
    mine, theirs = asked.subject, entry.subject
    common = sum(map(idf, mine & theirs))
    left, right = sum(map(idf, mine - theirs)), sum(map(idf, theirs - mine))
    both = bool(a.asks) and bool(b.asks)
    shared_kinds = asked.kinds & entry.kinds
    longest = max(len(a.full), len(b.full), 1)
    return [
        common / (common + left + right + 1e-6),
        min(left, right) / 20,
        max(left, right) / 20,
        common / (common + left + 1e-6),
        _covered(asked.terms, entry.terms, idf),
        _covered(entry.terms, asked.terms, idf),
        float(mine == theirs),
        float(both and a.asks == b.asks),
        float(asked.kinds == entry.kinds),
        float(both and not shared_kinds),
        float(bool(asked.wants & entry.wants)),
        float(a.yes_no == b.yes_no),
        float(_other_number(a, b)),
        float(bool(a.numbers) != bool(b.numbers)),
        float(a.negated != b.negated),
        float(_opposite(a, b)),
        float(any(bool(x) != bool(y) for x, y in zip(a.sides, b.sides, strict=True))),
        abs(len(a.subject) - len(b.subject)) / 10,
        _prefix(a.full, b.full) / longest,
        float(a.key == b.key),
    ]


def terms(text: str) -> Counter[str]:
    """Characters and pairs of neighbours."""
    return Counter([*text, *map(str.__add__, text, text[1:])])


def _view(wording: Wording) -> View:
    return View(
        wording, terms(wording.full), frozenset(wording.subject), _kinds(wording), _wants(wording), stand(wording.full)
    )


# Asking phrases that want the same kind of answer; the same as the repeats', whose numpy is not wanted here.
_KINDS: Final = {
    **dict.fromkeys(("can", "need", "whether"), "yes_no"),
    **dict.fromkeys(("what", "which", "amount", "who"), "listing"),
    **dict.fromkeys(("time", "duration"), "when"),
    **dict.fromkeys(("how", "where"), "way"),
}
_WAYS: Final = dict.fromkeys(("how", "where", "do", "can", "need", "whether", "what", "which"), "way")


def _kinds(wording: Wording) -> frozenset[str]:
    kinds = {_KINDS.get(ask, ask) for ask in wording.asks}
    return frozenset(kinds | {"yes_no"} if wording.yes_no else kinds)


def _wants(wording: Wording) -> frozenset[str]:
    return frozenset(_WAYS.get(ask, _KINDS.get(ask, ask)) for ask in wording.asks) or frozenset({"way"})


def _opposite(one: Wording, other: Wording) -> bool:
    return any(a and b and not a & b for a, b in zip(one.sides, other.sides, strict=True))


def _other_number(one: Wording, other: Wording) -> bool:
    return bool(one.numbers) and bool(other.numbers) and not one.numbers & other.numbers


def _covered(one: Counter[str], other: Counter[str], idf: Idf) -> float:
    whole = sum(map(idf, one))
    return sum(idf(term) for term in one if term in other) / whole if whole else 0.0


def _prefix(one: str, other: str) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        length += 1
    return length


def _weigh(values: Sequence[float], chosen: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, chosen, strict=True))


def _sigmoid(values: Sequence[float], apart: bool) -> float:
    odds = _weigh(values, weights.SAME) + weights.SAME_BASE
    probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
    return min(probability, 0.3) if apart else probability
