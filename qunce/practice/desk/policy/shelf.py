"""The questions that a judge is following, found again by asker, name, quotation, words and nearness.

When something is thrown away changes no outcome: every look-up checks the time for itself, so that
a judge started later finds exactly what one that heard everything finds.
"""

from bisect import insort
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from qunce.practice.desk.policy.lines import (
    FAR_LINES,
    HOUR,
    IRC_CALL,
    Line,
    alike,
    quote_key,
    share,
)
from qunce.practice.desk.policy.outcome import Item

FOLLOWED: Final = 72 * HOUR  # how long a question takes replies
NEAR: Final = 2 * HOUR  # how long after it came due an unmarked line may still be its answer
NAMED_WITHIN: Final = 30 * HOUR  # an @ later than this speaks of something else
MAX_OPEN: Final = 4_000  # questions followed at once in one group; beyond, the oldest are settled


class Shelf:
    """Open questions of one group; memory is bounded by three days of them."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._near: list[Item] = []  # those an unmarked line may still answer, oldest first
        self._by_word: dict[str, list[Item]] = {}  # the near ones, by their telling words
        self._by_asker: dict[int, list[Item]] = {}
        self._by_name: dict[str, set[int]] = {}
        self._by_message: dict[int, Item] = {}
        self._by_quote: dict[str, Item] = {}

    def add(self, item: Item, line: Line) -> None:
        self.items.append(item)
        self._near.append(item)
        self._by_asker.setdefault(line.person_id, []).append(item)
        if line.name:
            self._by_name.setdefault(line.name, set()).add(line.person_id)
        self.link(item, line)
        self._index_words(item)

    def link(self, item: Item, line: Line) -> None:
        """From now on a quotation of this line is a quotation of the item."""
        self._by_message[line.id] = item
        if key := quote_key(line.text):
            self._by_quote[key] = item

    def rephrase(self, item: Item, words: frozenset[str]) -> None:
        """The item's question proper has come: it is known by these words now."""
        self._unindex_words(item)
        item.content = item.latest = words
        if item in self._near:
            self._near.remove(item)
            self._near.append(item)
        self._index_words(item)

    def keep_near(self, item: Item) -> None:
        """The asker was put off: what comes next may be the answer however long ago the question was."""
        if item not in self._near:
            insort(self._near, item, key=lambda near: near.opened)
            self._index_words(item)

    def of(self, person_id: int) -> list[Item]:
        """A person's items, oldest first."""
        return self._by_asker.get(person_id, [])

    def quoted(self, line: Line) -> Item | None:
        """The followed item that the line quotes, by id or by the words of the quotation."""
        if line.reply_to_id is not None:
            item = self._by_message.get(line.reply_to_id)
        elif line.quote_text:
            item = self._by_quote.get(quote_key(line.quote_text))
        else:
            return None
        return item if item is not None and line.at - item.last_asked <= FOLLOWED else None

    def named(self, line: Line) -> list[list[Item]]:
        """For each asker whom the line calls by name, their open items, oldest first."""
        text = line.text
        if "@" not in text and not line.mentions and not text[:1].isascii():
            return []
        called = {person for person in line.mentions if person in self._by_asker}
        if "@" in text:
            met = [name for name in self._by_name if f"@{name}" in text]
            called.update(*(self._by_name[name] for name in met if not _is_prefix(name, met)))
        elif (call := IRC_CALL.match(text)) is not None:
            called.update(self._by_name.get(call[1], ()))
        called.discard(line.person_id)
        found = (
            [i for i in self._by_asker.get(person, ()) if line.at - i.last_asked <= NAMED_WITHIN]
            for person in sorted(called)
        )
        return [items for items in found if items]

    @property
    def anybody_near(self) -> bool:
        return bool(self._near)

    def recent(self, line: Line, index: int, lines: int) -> list[Item]:
        """Near items of other people asked within the last so many lines, newest first."""
        found = []
        for item in reversed(self._near):
            if index - item.opened > lines:
                break
            if item.head.person_id != line.person_id and near_until(item) >= line.at:
                found.append(item)
        return found

    def sharing(self, line: Line, words: AbstractSet[str], index: int) -> list[Item]:
        """Near items of other people that speak of the same: of half of it, when lines lie between."""
        met = words & self._by_word.keys()
        if not met:
            return []
        common: dict[Item, int] = {}
        for word in met:
            for item in self._by_word[word]:
                common[item] = common.get(item, 0) + 1
        said = len(words)
        fitting = [
            item
            for item, count in common.items()
            if (index - item.opened <= FAR_LINES or share(count, len(item.content), said) >= 0.5)
            and item.head.person_id != line.person_id
            and near_until(item) >= line.at
        ]
        fitting.sort(key=lambda item: -item.opened)
        return fitting

    def same_question(self, answered: Item, line: Line) -> list[Item]:
        """Near items of other askers who want to know the same."""
        met = answered.content & self._by_word.keys()
        found = {id(item): item for word in met for item in self._by_word[word]}
        return [
            item
            for item in found.values()
            if item is not answered
            and item.head.person_id != line.person_id
            and near_until(item) >= line.at
            and alike(item.content, answered.content)
        ]

    def settle(self, now: int) -> list[Item]:
        """Throw away what takes no more replies and give it back, oldest first."""
        kept = [item for item in self.items if item.last_asked >= now - FOLLOWED]
        if len(kept) >= MAX_OPEN:
            kept = kept[MAX_OPEN // 8 :]
        alive = {id(item) for item in kept}
        gone = [item for item in self.items if id(item) not in alive]
        for item in gone:
            self._forget(item)
        self.items = kept
        for item in self._near:
            if id(item) not in alive:
                self._unindex_words(item)
        self._near = [item for item in self._near if id(item) in alive]
        self._by_message = {key: item for key, item in self._by_message.items() if id(item) in alive}
        self._by_quote = {key: item for key, item in self._by_quote.items() if id(item) in alive}
        self.tidy(now)
        return gone

    def tidy(self, now: int) -> None:
        """Take off the near shelf what no unmarked line can answer any more."""
        kept = [item for item in self._near if near_until(item) >= now]
        if len(kept) < len(self._near):
            for item in self._near:
                if near_until(item) < now:
                    self._unindex_words(item)
            self._near = kept

    def _index_words(self, item: Item) -> None:
        for word in item.content:
            self._by_word.setdefault(word, []).append(item)

    def _unindex_words(self, item: Item) -> None:
        for word in item.content:
            holders = self._by_word.get(word)
            if holders is not None and item in holders:
                holders.remove(item)
                if not holders:
                    del self._by_word[word]

    def _forget(self, item: Item) -> None:
        person, name = item.head.person_id, item.head.name
        mine = self._by_asker[person]
        mine.remove(item)
        if not mine:
            del self._by_asker[person]
        called = self._by_name.get(name)
        if called is not None and not any(other.head.name == name for other in mine):
            called.discard(person)
            if not called:
                del self._by_name[name]


def near_until(item: Item) -> int:
    until = max(item.last_asked + HOUR // 2, (item.due_at or item.head.at) + NEAR)
    if item.held:  # put off: the answer comes around the time that was promised
        until = max(until, min(item.promised_at or item.held[-1].at, item.last_asked + FOLLOWED) + NEAR)
    return until


def _is_prefix(name: str, others: Iterable[str]) -> bool:
    """Is 小李 only the beginning of 小李子, who is the one called?"""
    return any(other != name and other.startswith(name) for other in others)
