"""Finding many keywords at once: the one place that knows daachorse."""

from collections.abc import Sequence

from daachorse import CharwiseDoubleArrayAhoCorasick


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

    def places(self, text: str) -> list[int]:
        """Where occurrences begin, one for each stretch of text that holds any: a screen over many texts."""
        return [start for start, _, _ in self._automaton.find(text)] if self._automaton is not None else []
