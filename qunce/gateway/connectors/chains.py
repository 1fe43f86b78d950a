"""接龙: lists that everybody re-sends with one line more (platform F9).

``parse_chain`` reads one message; ``fold_chains`` gathers the re-sent ones into their latest state
and tells who came to stand on the list, changed their line or left it, and when.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_MARK = re.compile(r"^\s*#\s?(?:接龙|group note)(?:$|\s+(?P<title>.*)$)", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?P<number>\d{1,4})\s*[.、．,，)）]\s*(?P<rest>\S.*)$")
_EXAMPLE = re.compile(r"^\s*(?:例|example)[\s:：.]", re.IGNORECASE)
_NOISE = re.compile(r"\s+")
_MAX_ENTRIES = 2_000


class Entry(NamedTuple):
    """A numbered line. ``name`` is its first word, ``text`` the rest, ``line`` both as written."""

    number: int
    name: str
    text: str
    line: str


class Chain(NamedTuple):
    """One sent 接龙. ``title`` is all that stands above the entries, without example lines."""

    title: str
    entries: tuple[Entry, ...]


class Change(NamedTuple):
    """What one re-sending did: ``kind`` joined, changed or left; ``place`` is the index of its message."""

    kind: str
    name: str
    text: str
    place: int


class Folded(NamedTuple):
    """A chain over all its re-sendings. ``latest`` is the state that counts; places are indexes."""

    title: str
    latest: Chain
    first: int
    last: int
    changes: tuple[Change, ...]


def parse_chain(text: str) -> Chain | None:
    """The chain a message holds, or None when it is none.

    Needs the ``#接龙`` mark; entries are optional, as the first message may only announce.
    """
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    mark = _MARK.match(lines[start]) if lines else None
    if mark is None:
        return None
    title = [(mark["title"] or "").strip()]
    entries: list[Entry] = []
    for line in lines[start + 1 :]:
        match = _ENTRY.match(line)
        if match and len(entries) < _MAX_ENTRIES and (entries or int(match["number"]) == 1):
            entries.append(_entry(int(match["number"]), match["rest"].strip()))
        elif entries and line.strip():
            last = entries[-1]  # an entry may run over several lines
            more = f"{last.text}\n{line.strip()}".strip()
            entries[-1] = last._replace(text=more, line=f"{last.line}\n{line.strip()}")
        elif not entries and not _EXAMPLE.match(line):
            title.append(line.strip())
    return Chain("\n".join(part for part in title if part), tuple(entries))


def fold_chains(messages: Iterable[tuple[int, str]]) -> list[Folded]:
    """Chains of a group in the order they began. ``messages``: (place, text) in time order.

    Re-sendings belong together by title; a list without a title belongs to the last one that shares
    an entry with it. The latest version counts, unless it is a shorter beginning of the one before
    it: two people sent at once, and the longer one stands.
    """
    open_chains: list[_Growing] = []
    for place, text in messages:
        chain = parse_chain(text)
        if chain is None:
            continue
        mine = next((grown for grown in reversed(open_chains) if grown.takes(chain)), None)
        if mine is None:
            open_chains.append(_Growing(chain, place))
        else:
            mine.add(chain, place)
    return [grown.folded() for grown in open_chains]


class _Growing:
    def __init__(self, chain: Chain, place: int) -> None:
        self._title = chain.title
        self._first = self._last = place
        self._latest = Chain(chain.title, ())
        self._changes: list[Change] = []
        self.add(chain, place)

    def takes(self, chain: Chain) -> bool:
        if chain.title and self._title:
            return _same(chain.title) == _same(self._title)
        return bool({e.line for e in chain.entries} & {e.line for e in self._latest.entries})

    def add(self, chain: Chain, place: int) -> None:
        self._last = place
        before = self._latest.entries
        if len(chain.entries) < len(before) and before[: len(chain.entries)] == chain.entries:
            return
        self._changes.extend(_diff(before, chain.entries, place))
        self._latest = chain

    def folded(self) -> Folded:
        return Folded(self._title, self._latest, self._first, self._last, tuple(self._changes))


def _diff(before: Sequence[Entry], after: Sequence[Entry], place: int) -> list[Change]:
    """Who is new, who changed their line, who is gone; equal names are matched in order."""
    left: dict[str, list[Entry]] = {}
    for entry in before:
        left.setdefault(entry.name, []).append(entry)
    changes = []
    for entry in after:
        same = left.get(entry.name)
        if not same:
            changes.append(Change("joined", entry.name, entry.text, place))
        else:
            old = next((each for each in same if each.text == entry.text), same[0])
            same.remove(old)
            if old.text != entry.text:
                changes.append(Change("changed", entry.name, entry.text, place))
    gone = [entry for entries in left.values() for entry in entries]
    return changes + [Change("left", entry.name, entry.text, place) for entry in gone]


def _entry(number: int, rest: str) -> Entry:
    name, _, text = rest.replace("\u2005", " ").replace("\u3000", " ").partition(" ")
    return Entry(number, name, text.strip(), rest)


def _same(title: str) -> str:
    return _NOISE.sub("", title).lower()
