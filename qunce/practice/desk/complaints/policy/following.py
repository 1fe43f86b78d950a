"""Follows a group's complaints: which lines complain of the same thing, who apologised (A18, E7, E8).

A line joins an open thing when it says 我也是 soon after, or complains and shares words with it; else it opens one of
its own. What only may be a complaint ("perhaps") takes voices as well and stays so until a person looks. Pure.
"""

import re
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from qunce.practice.desk.complaints.policy.finding import COUNTS, FoundComplaint, find_complaint, joins, says_too
from qunce.practice.desk.complaints.policy.likely import Model
from qunce.practice.desk.policy.lines import HOUR, Line, content, pieces, shared

LASTS: Final = 72 * HOUR  # a thing takes more voices for so long after the last one
SOON: Final = HOUR  # 我也是 is about what was complained of within this
SOON_LINES: Final = 15
APOLOGY_WITHIN: Final = 24 * HOUR
_SORRY: Final = re.compile(r"抱歉|对不起|不好意思|致歉|道歉|给(?:您|大家)添麻烦|让(?:您|大家)久等")
_NOT: Final = re.compile(r"不|没|也|又|还")
_PRIVATE: Final = re.compile(r"私[信聊]|单独(?:联系|沟通)|加(?:您|我)(?:微信|好友)|小窗")


@dataclass(slots=True)
class Voice:
    """One member's complaint. ``by_joining``: they said 我也是 or the like."""

    message_id: int
    person_id: int
    at: int
    found: FoundComplaint | None
    by_joining: bool = False


@dataclass(slots=True, eq=False)
class Thing:
    """What is complained of, by one or more members. ``sure`` is False for what only may be a complaint."""

    voices: list[Voice]
    words: frozenset[str]
    opened: int
    sure: bool
    apology_id: int | None = None
    private_id: int | None = None
    names: set[str] = field(default_factory=set)

    @property
    def head(self) -> Voice:
        return self.voices[0]

    @property
    def last_at(self) -> int:
        return self.voices[-1].at

    @property
    def people(self) -> set[int]:
        return {voice.person_id for voice in self.voices}


class ComplaintJudge:
    """Hears a group line by line, oldest first; ``close`` gives the things opened at or after ``since``."""

    def __init__(self, as_of: int, since: int = 0, known: Iterable[int] = (), model: Model | None = None) -> None:
        self._as_of = as_of
        self._model = model  # the workspace's own score; None: the one that ships
        self._since = since
        self._known = frozenset(known)  # messages that a person said are complaints
        self._things: list[Thing] = []
        self._open: list[Thing] = []  # those that a line may still join, oldest first
        self._fresh: list[Thing] = []  # those of them that were spoken of just now, oldest first
        self._index = 0

    def hear(self, line: Line) -> None:
        if line.at > self._as_of or line.kind != "text":
            return
        self._index += 1
        if line.is_staff:
            self._hear_colleague(line)
            return
        found = find_complaint(line.text, self._model)
        if found is None and line.id not in self._known:
            thing = self._joined(line)
            if thing is not None:
                self._add(thing, line, None, by_joining=True)
            return
        sure = line.id in self._known or (found is not None and found.strength >= COUNTS)
        thing = self._same(line)
        if thing is not None:
            self._add(thing, line, found)
            thing.sure = thing.sure or sure
            return
        opened = Thing([], content(line.text), self._index, sure)
        self._things.append(opened)
        self._open.append(opened)
        self._add(opened, line, found)

    def close(self) -> list[Thing]:
        return [thing for thing in self._things if thing.head.at >= self._since]

    def _add(self, thing: Thing, line: Line, found: FoundComplaint | None, *, by_joining: bool = False) -> None:
        thing.voices.append(Voice(line.id, line.person_id, line.at, found, by_joining))
        thing.names.add(line.name)
        if found is not None and len(thing.voices) > 1:
            thing.words |= content(line.text)
        if thing not in self._fresh:
            insort(self._fresh, thing, key=lambda one: one.opened)

    def _joined(self, line: Line) -> Thing | None:
        """What a line that alone complains of nothing says too: the latest thing, or the latest sure one where it
        only agrees (确实, 是的)."""
        near = self._near(line)
        if not near:
            return None
        agrees, too = joins(line.text), says_too(line.text)
        for thing in near:
            if too or (agrees and thing.sure) or _echoes(thing, line):
                return thing
        return None

    def _near(self, line: Line) -> list[Thing]:
        """What was complained of just before, the latest first."""
        if self._fresh:
            self._fresh = [thing for thing in self._fresh if line.at - thing.last_at <= SOON]
        return [t for t in reversed(self._fresh) if self._index - t.opened <= SOON_LINES * len(t.voices)]

    def _same(self, line: Line) -> Thing | None:
        """The thing that the line speaks of: what it quotes, what it says 我也是 to, or what shares its words."""
        said = pieces(line.text)
        self._open = [thing for thing in self._open if line.at - thing.last_at <= LASTS]  # once past, past for good
        for thing in reversed(self._open):
            if line.reply_to_id is not None and any(voice.message_id == line.reply_to_id for voice in thing.voices):
                return thing
            if line.at - thing.last_at <= SOON and (says_too(line.text) or (thing.sure and joins(line.text))):
                return thing
            common = len(thing.words & said)
            if common >= 2 and shared(thing.words, said) >= 0.25:
                return thing
        return None

    def _hear_colleague(self, line: Line) -> None:
        sorry, private = _SORRY.search(line.text) is not None, _PRIVATE.search(line.text) is not None
        if not (sorry or private):
            return
        for thing in self._things:
            if line.at - thing.last_at > APOLOGY_WITHIN or not self._meant(thing, line):
                continue
            if sorry and thing.apology_id is None:
                thing.apology_id = line.id
            if private and thing.private_id is None and thing.apology_id is not None:
                thing.private_id = line.id

    def _meant(self, thing: Thing, line: Line) -> bool:
        if any(voice.message_id == line.reply_to_id for voice in thing.voices):
            return True
        if any(person in line.mentions for person in thing.people):
            return True
        if "@" in line.text and "@所有人" not in line.text:
            return any(name and f"@{name}" in line.text for name in thing.names)
        return line.at - thing.last_at <= HOUR // 2


def _echoes(thing: Thing, line: Line) -> bool:
    """Speaks of the very matter, and says that it does not work: the line alone would be no complaint."""
    return _NOT.search(line.text) is not None and len(thing.words & pieces(line.text)) >= 3
