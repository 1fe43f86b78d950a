"""Finding many keywords at once, and two small questions about a text.

``PhraseFinder`` looks through every registered view and lens and answers in spans of the original.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qunce.kernel.text.fold import fold_table, fold_text
from qunce.kernel.text.lenses import LENSES
from qunce.kernel.text.lenses.base import Search
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.views import SEPARATED, VIEWS, View

# What exporters and WeChat write in place of what was no text: [图片], [微笑], [Smile], <图片>.
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,12}\]|<[^<>\n]{1,12}>")


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword seen in a text: its index, the original span, and the view or lens that saw it first."""

    keyword: int
    start: int
    end: int
    view: str


_WRITTEN = ("plain", "separated")  # views that show a phrase in its own characters
# Between texts that are searched together: a letter to every reading, and to nobody who writes here.
_SEAM = "\u0f00"


class PhraseFinder:
    """Phrases seen through the registered views and lenses, answered in spans of the original.

    views     only through these, and through no lens; None: through all there are
    disguise  for each phrase, whether it is also sought by its sound, its shape and through the lenses: of a long
              list only its long words, for short ones begin to resemble ordinary talk
    """

    def __init__(
        self, phrases: Sequence[str], views: Iterable[View] | None = None, disguise: Sequence[bool] | None = None
    ) -> None:
        self._phrases = list(phrases)
        self._disguise = list(disguise) if disguise is not None else [True] * len(self._phrases)
        veiled = [phrase if sought else "" for phrase, sought in zip(self._phrases, self._disguise, strict=True)]
        self._lenses = [(key, LENSES.get(key)(veiled)) for key in LENSES.keys()] if views is None else []  # noqa: SIM118
        views = list(VIEWS if views is None else views)
        self._looks = [self._look(view) for view in views]
        self._screens = [
            (view, matcher)
            for view, matcher, admitted in self._looks
            if not any(view.key in other.coarser and set(admitted) <= set(theirs) for other, _, theirs in self._looks)
        ]
        self._sieve = self._coarsest(views)

    def touches(self, text: str) -> bool:
        """A cheap screen: False only when ``find`` would find nothing.

        The coarsest view sees whatever the finer ones see, so that most texts cost one reading of these.
        """
        if (self._sieve is None or self._sieve[1].occurs(self._sieve[0].read(text))) and any(
            matcher.occurs(view.read(text)) for view, matcher in self._screens
        ):
            return True
        return any(lens.touches(text) for _, lens in self._lenses)

    def screen(self, texts: Sequence[str]) -> list[bool]:
        """``touches`` of each, a few times as fast: all of them are read and searched in one piece."""
        joined = _SEAM.join(texts)
        if joined.count(_SEAM) != max(0, len(texts) - 1):
            return [self.touches(text) for text in texts]
        wanted: dict[str, tuple[View, list[Search]]] = {}
        for view, matcher in (*self._screens, *(pair for _, lens in self._lenses for pair in lens.screen.tables)):
            wanted.setdefault(view.key, (view, []))[1].append(matcher)
        touched: set[int] = set()
        for view, matchers in wanted.values():
            read = view.read(joined)
            for matcher in matchers:
                touched.update(_numbers(read, matcher.places(read)))
        for _, lens in self._lenses:
            asked: set[int] = set()
            for gate in lens.screen.gates:
                places = (
                    gate.places(joined) if isinstance(gate, Matcher) else [m.start() for m in gate.finditer(joined)]
                )
                asked.update(_numbers(joined, places))
            touched.update(number for number in asked - touched if lens.touches(texts[number]))
        return [number in touched for number in range(len(texts))]

    def find(self, text: str) -> list[Hit]:
        """Every phrase in the text, each place once, under the first view that shows it."""
        seen: dict[tuple[int, int, int], Hit] = {}
        for view, matcher, admitted in self._looks:
            folded = view.apply(text)
            for first, last, index in matcher.find(folded.text):
                keyword = admitted[index]
                if _cuts_word(folded.text, first, last):
                    continue
                start, end = folded.span(first, last)
                if view.confirms(text[start:end], self._phrases[keyword]):
                    seen.setdefault((start, end, keyword), Hit(keyword, start, end, view.key))
        shown = [
            (start - end, Hit(keyword, start, end, key))
            for key, lens in self._lenses
            if lens.touches(text)
            for start, end, keyword in lens.find(text)
        ]
        for _, hit in sorted(shown, key=lambda pair: pair[0]):  # the longest of one phrase, of those the first lens
            if not any(s < hit.end and hit.start < e and k == hit.keyword for s, e, k in seen):
                seen[hit.start, hit.end, hit.keyword] = hit
        return [seen[place] for place in sorted(seen)]

    def _coarsest(self, views: Sequence[View]) -> tuple[View, Matcher] | None:
        """The view that is coarser than all others, with every keyword; None where there is none."""
        keys = {view.key for view in views}
        for view in views:
            if len(views) > 1 and keys <= view.coarser | {view.key}:
                return view, Matcher([read for phrase in self._phrases if (read := view.read(phrase))])
        return None

    def _look(self, view: View) -> tuple[View, Matcher, list[int]]:
        plain = view.key in _WRITTEN
        admitted = [
            index
            for index, phrase in enumerate(self._phrases)
            if (plain or self._disguise[index]) and view.admits(phrase)
        ]
        return view, Matcher([view.read(self._phrases[index]) for index in admitted]), admitted


def _numbers(joined: str, places: Iterable[int]) -> Iterator[int]:
    """Which of the texts joined by seams each place lies in; places in order."""
    number, at = 0, 0
    for place in sorted(places):
        number += joined.count(_SEAM, at, place)
        at = place
        yield number


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] begins or ends inside a run of Latin letters: "出u" in "出url"."""
    return (start > 0 and _is_latin(text[start - 1]) and _is_latin(text[start])) or (
        end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end])
    )


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


def skeleton(text: str) -> str:
    """What two texts must share to be the same thing said twice.

    Folded, without punctuation, spaces and emoji; a text of nothing but those is its folded self.
    """
    return SEPARATED.read(text) or fold_text(text).strip()


def valid_speech(text: str) -> bool:
    """Whether somebody said something: not only emoji, punctuation or placeholders.

    Source: mission.md, metric definitions ("define valid speech: not emoji or flood").
    """
    if _SPOKEN.search(text) and _openers().isdisjoint(text):
        return True  # nine messages in ten; the rest of this costs ten times as much
    return bool(SEPARATED.read(_PLACEHOLDER.sub("", fold_text(text))))


# Characters that every view keeps: ideographs, Latin letters, figures.
_SPOKEN = re.compile(r"[0-9A-Za-z\u4e00-\u9fa5]")


@cache
def _openers() -> frozenset[str]:
    """Whatever folds to a bracket that opens a placeholder."""
    folded = {chr(point): chr(to) if isinstance(to, int) else to or "" for point, to in fold_table().items()}
    return frozenset("[<").union(char for char, to in folded.items() if "[" in to or "<" in to)
