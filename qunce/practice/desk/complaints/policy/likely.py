"""How much a line reads like a complaint: a small trained score beside the patterns (E7).

A line is taken as the concepts it holds (``concepts.py``) and how they stand to each other, and as its runs of one to
three characters, hashed. Weights are of one logistic regression (``training.py``); those that ship were made by
``python -m bench.train_complaints``. It only ever asks a person to look: what is opened without asking rests on the
patterns of ``finding.py``. Pure; a line that holds no failing costs a few microseconds and nothing more.
"""

import re
from collections.abc import Iterator, Sequence
from math import exp, sqrt
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qunce.kernel.text import Matcher
from qunce.practice.desk import cues
from qunce.practice.desk.complaints.policy.concepts import WORDS

SIZE: Final = 1 << 16  # hashed runs of characters
_SHIFT: Final = np.uint32(16)
_TIMES: Final = (np.uint32(2654435761), np.uint32(2246822519), np.uint32(3266489917))
_DIGITS: Final = str.maketrans("123456789", "000000000")  # 3 days or 5 are one
NEAR: Final = 14  # characters between a failing and what it befalls
_MOST_BY_RUNS: Final = 1.7  # what the runs of a line add at most, but for one complaint in two hundred

FAILINGS: Final = (
    "broken", "foul", "missing", "late", "wrong", "ignored", "rude", "refuse", "money", "harsh", "never",
    "cannot", "in_vain", "at_will",
)  # fmt: skip
OURS: Final = ("you", "thing", "food")
EXPECTED: Final = ("again", "still", "waited", "promise", "turn", "i", "made_me", "only")
SPEAKS_OUT: Final = ("rhetoric", "demand", "harsh", "never")
TAKES_BACK: Final = (
    "praise", "solved", "calm", "self", "joke", "elsewhere", "hearsay", "if", "ask", "wish", "health",
)  # fmt: skip
_MARKS: Final = (
    "no_failing", "denied", "two_failings", "three_failings", "two_clauses", "promise_turn", "waited_no", "again_you",
    "you_no", "exclaims", "asks", "short", "long", "very_long", "speaks_out_ours", "speaks_out_i",
)  # fmt: skip
FLAGS: Final = (
    *WORDS,
    *(f"ours_{one}" for one in FAILINGS),
    *(f"{one}_failing" for one in EXPECTED),
    *(f"{one}_failing" for one in TAKES_BACK),
    *_MARKS,
)
# More of the first never speaks against a complaint, more of the others never for one: without that, what few
# examples hold would get a weight of either sign by chance.
FOR: Final = frozenset(
    (*FAILINGS, "rhetoric", "demand", *(f"ours_{one}" for one in FAILINGS), *(f"{one}_failing" for one in EXPECTED),
     "two_failings", "three_failings", "two_clauses", "promise_turn", "waited_no", "again_you", "you_no", "exclaims",
     "speaks_out_ours", "speaks_out_i")
)  # fmt: skip
AGAINST: Final = frozenset(
    (*TAKES_BACK, *(f"{one}_failing" for one in TAKES_BACK), "no_failing", "denied", "asks", "very_long")
)

_NUMBER: Final = {name: number for number, name in enumerate(FLAGS)}
_PAIRS: Final = [
    (word.replace("_", " "), name) for name, words in WORDS.items() for word in dict.fromkeys(words.split())
]
_NAMES: Final = [name for _, name in _PAIRS]
_WORDS: Final = Matcher([word for word, _ in _PAIRS])
_FAILING: Final = frozenset(FAILINGS)
_OURS: Final = frozenset(OURS)
_OUT: Final = frozenset(SPEAKS_OUT)
_NOT_DONE: Final = frozenset(("still", "no", "missing", "ignored"))
_TURNS: Final = frozenset(("turn", "missing", "refuse"))
_WITH_FAILING: Final = tuple((name, _NUMBER[f"{name}_failing"]) for name in (*EXPECTED, *TAKES_BACK))
_OURS_FAILING: Final = {name: _NUMBER[f"ours_{name}"] for name in FAILINGS}
_TRADITIONAL: Final = {str(simple): chr(sign) for sign, simple in reversed(cues.FOLD.items()) if 0x4DFF < sign < 0xFF00}
# What lets a line be looked at: a failing, speaking out, or what was expected. In both scripts, so that a line need
# not be folded for it.
_GATE_WORDS: Final = [
    word for word, name in _PAIRS
    if name in (*FAILINGS, "rhetoric", "demand", "again", "still", "turn", "promise", "waited", "only")
]  # fmt: skip
_GATE: Final = Matcher(
    list(dict.fromkeys((*_GATE_WORDS, *("".join(_TRADITIONAL.get(c, c) for c in word) for word in _GATE_WORDS))))
)
_DENIES: Final = frozenset("没沒不未别")
_CLAUSE: Final = re.compile(r"[,。!?;\n…~ ]")
_LOUD: Final = re.compile(r"[!?]{2}")
_ENDS_ASKING: Final = re.compile(r"(?:[吗呢么]|\?)\W*$")

_Hit = tuple[int, int, str]


class Reading(NamedTuple):
    """flags: numbers of ``FLAGS`` that hold; spans: the failings and what speaks out, code points in the line."""

    flags: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


class Model(NamedTuple):
    """bias and weights: of ``FLAGS``, and of ``SIZE`` hashed runs; mark: the score from which a person should look;
    examples: how many it was made from."""

    bias: float
    flags: Sequence[float]
    grams: NDArray[np.float32]
    mark: float
    examples: int


def plain(text: str) -> str:
    """The text for looking up words: every offset is one of the original."""
    folded = text.translate(cues.FOLD)
    small = folded.lower()
    return small if len(small) == len(folded) else folded


def worth_reading(text: str) -> bool:
    """The cheap first look at a line as it came. Lines without a Chinese character are not read."""
    return not text.isascii() and _GATE.occurs(text)


def score(model: Model, folded: str, reading: Reading, least: float = -100.0) -> float:
    """Log-odds that the line complains. Runs of characters are not looked up where they could not reach ``least``."""
    told: float = model.bias + sum(map(model.flags.__getitem__, reading.flags))
    if told < least - _MOST_BY_RUNS:
        return told
    found = grams(folded)
    by_runs: float = model.grams[found].sum().item()
    return told + by_runs * gram_value(len(found))


def percent(score: float) -> int:
    """The score as a share of a hundred."""
    return round(100 / (1 + exp(-max(-30.0, min(30.0, score)))))


def gram_value(count: int) -> float:
    """What one of so many runs of a line counts: long lines have more of them and weigh the same."""
    return 2.0 / sqrt(max(1, count))


def grams(folded: str) -> NDArray[np.uint32]:
    """The runs of one to three characters of a ``plain`` text as numbers below ``SIZE``."""
    said = f" {folded} ".translate(_DIGITS)
    signs = np.frombuffer(said.encode("utf-32-le", "surrogatepass"), np.uint32)
    ones = signs * _TIMES[0]
    twos = (ones[:-1] ^ signs[1:]) * _TIMES[1]
    threes = (twos[:-1] ^ signs[2:]) * _TIMES[2]
    return np.concatenate((ones, twos, threes)) >> _SHIFT


def read(folded: str) -> Reading:
    """The concepts of a ``plain`` text and how they stand to each other."""
    names: set[str] = set()
    ours: list[tuple[int, int]] = []
    failing: list[_Hit] = []
    denied = False
    first: dict[str, int] = {}
    last_turn = -1
    for start, end, number in _WORDS.find(folded):
        name = _NAMES[number]
        names.add(name)
        first.setdefault(name, start)
        if name in _FAILING:
            if _DENIES.isdisjoint(folded[max(0, start - 2) : start]):
                failing.append((start, end, name))
            else:
                denied = True
        elif name in _OURS:
            ours.append((start, end))
        if name in _TURNS:
            last_turn = start
    held = {_NUMBER[name] for name in names}
    if failing:
        held.update(number for name, number in _WITH_FAILING if name in names)
        held.update(_near(failing, ours))
    held.update(_NUMBER[mark] for mark in _about_failings(folded, failing, denied))
    held.update(
        _NUMBER[mark] for mark in _about_all(folded, names, "promise" in first and last_turn > first["promise"])
    )
    return Reading(tuple(held), tuple((start, end) for start, end, _ in failing))


def _near(failing: list[_Hit], ours: list[tuple[int, int]]) -> Iterator[int]:
    for a, b, name in failing:
        if any(a - NEAR <= end <= a or b <= start <= b + NEAR for start, end in ours):
            yield _OURS_FAILING[name]


def _about_failings(folded: str, failing: list[_Hit], denied: bool) -> Iterator[str]:
    if denied:
        yield "denied"
    if not failing:
        yield "no_failing"
        return
    kinds = len({name for _, _, name in failing})
    if kinds >= 2:
        yield "two_failings"
        if kinds >= 3:
            yield "three_failings"
    if len(failing) >= 2 and _CLAUSE.search(folded, failing[0][1], failing[-1][0]):
        yield "two_clauses"


def _about_all(folded: str, names: set[str], turned: bool) -> Iterator[str]:
    ours = not names.isdisjoint(_OURS)
    if turned:
        yield "promise_turn"
    if "waited" in names and not names.isdisjoint(_NOT_DONE):
        yield "waited_no"
    if ours and "again" in names:
        yield "again_you"
    if "no" in names and "you" in names:
        yield "you_no"
    if not names.isdisjoint(_OUT):
        if ours:
            yield "speaks_out_ours"
        if "i" in names:
            yield "speaks_out_i"
    if _LOUD.search(folded):
        yield "exclaims"
    if _ENDS_ASKING.search(folded, max(0, len(folded) - 6)):
        yield "asks"
    if len(folded) <= 8:
        yield "short"
    elif len(folded) >= 40:
        yield "long"
        if len(folded) >= 80:
            yield "very_long"
