"""Finding many keywords at once, and two small questions about a text.

``Matcher`` is the one place that knows daachorse; ``PhraseFinder`` looks through every registered
view and answers in spans of the original.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from daachorse import CharwiseDoubleArrayAhoCorasick

from qunce.kernel.text.fold import fold_table, fold_text
from qunce.kernel.text.views import SEPARATED, VIEWS, View

# What exporters and WeChat write in place of what was no text: [图片], [微笑], [Smile], <图片>.
_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,12}\]|<[^<>\n]{1,12}>")


class Matcher:
    """All occurrences of keywords in a text, overlapping ones too.

    Keywords are taken as they are; who wants them folded folds both sides. Raises ValueError on
    an empty keyword. Keywords that are equal are all reported.
    """

    def __init__(self, keywords: Sequence[str]) -> None:
        if not all(keywords):
            raise ValueError("an empty keyword would match everywhere")
        self._ids: dict[str, list[int]] = {}
        for index, keyword in enumerate(keywords):
            self._ids.setdefault(keyword, []).append(index)
        self._same = list(self._ids.values())
        self._automaton = CharwiseDoubleArrayAhoCorasick(list(self._ids)) if self._ids else None

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, keyword index) of every occurrence, by end, then start."""
        if self._automaton is None:
            return []
        found = self._automaton.find_overlapping(text)
        return [(start, end, index) for start, end, same in found for index in self._same[same]]

    def occurs(self, text: str) -> bool:
        """Whether anything occurs at all; cheaper than ``find``."""
        return self._automaton is not None and bool(self._automaton.find(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword seen in a text: its index, the original span, and the view that saw it first."""

    keyword: int
    start: int
    end: int
    view: str


class PhraseFinder:
    """Phrases seen through the registered views, answered in spans of the original."""

    def __init__(self, phrases: Sequence[str], views: Iterable[View] | None = None) -> None:
        self._phrases = list(phrases)
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

        The coarsest view sees whatever the finer ones see, so that most texts cost one reading.
        """
        if self._sieve is not None:
            view, matcher = self._sieve
            if not matcher.occurs(view.read(text)):
                return False
        return any(matcher.occurs(view.read(text)) for view, matcher in self._screens)

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
        return [seen[place] for place in sorted(seen)]

    def _coarsest(self, views: Sequence[View]) -> tuple[View, Matcher] | None:
        """The view that is coarser than all others, with every keyword; None where there is none."""
        keys = {view.key for view in views}
        for view in views:
            if len(views) > 1 and keys <= view.coarser | {view.key}:
                return view, Matcher([read for phrase in self._phrases if (read := view.read(phrase))])
        return None

    def _look(self, view: View) -> tuple[View, Matcher, list[int]]:
        admitted = [index for index, phrase in enumerate(self._phrases) if view.admits(phrase)]
        return view, Matcher([view.read(self._phrases[index]) for index in admitted]), admitted


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
