"""Plays threads and routines on a calendar: scripted cues become lines with a time and a speaker."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate

from qunce.demo.model import Line, Mark, MarkKind, Member, SystemEvent
from qunce.demo.script import RANDOM_PARTS, WEEKDAYS, Cue, Thread
from qunce.demo.voice import spoken
from qunce.kernel.clock import DAY, day_start, local_day
from qunce.kernel.records import MessageKind

MENTION_END = "\u2005"
QUOTING = 0.4
SLOT = re.compile(r"\{([^{}]+)\}")
MENTION = re.compile(r"@([\u4e00-\u9fffA-Za-z]+) ?")
NUMBERED: frozenset[MarkKind] = frozenset({"question", "again", "answer", "self", "thanks"})
KIND_PREFIXES: tuple[tuple[str, MessageKind], ...] = (
    ("[图片]", "image"), ("[动画表情]", "sticker"), ("[语音]", "voice"), ("[视频]", "video"), ("[红包]", "red_packet"),
    ("[文件]", "file"), ("[链接]", "link"), ("[位置]", "location"), ("[小程序]", "mini_program"), ("[名片]", "card"),
    ("#接龙", "chain"), ("@所有人", "announcement"),
)  # fmt: skip
MARKED = frozenset("[#@")


def kind_of(text: str) -> MessageKind:
    """The kind of a message, told from how its text starts."""
    if text[:1] not in MARKED:
        return "text"
    return next((kind for prefix, kind in KIND_PREFIXES if text.startswith(prefix)), "text")


class Stage:
    """One group while it is being played. Lines may be said in any order; ``finish`` sorts and cuts them."""

    def __init__(
        self,
        key: str,
        rng: random.Random,
        members: Mapping[str, Member],
        cast: Mapping[str, str],
        words: Mapping[str, Sequence[str]],
        until: int,
        days: int,
    ) -> None:
        self.key, self.rng, self.members, self.cast, self.words = key, rng, members, cast, words
        self.until = until
        self.today = local_day(until)
        self.days = [self.today - timedelta(days=n) for n in range(days - 1, -1, -1)]
        self.lines: list[Line] = []
        self.voices = {m: n for n, m in enumerate(members)}
        crowd = [m for m in members.values() if m.weight > 0 and not m.staff]
        self._crowd = crowd
        self._weights = list(accumulate(m.weight for m in crowd))
        self._midnights: dict[date, int] = {}
        self._letters: dict[str, tuple[str, frozenset[str]]] = {}

    # --- calendar

    def moment(self, day: date, minute: int, second: int | None = None) -> int:
        """Epoch seconds of a local minute; a random second unless given."""
        if day not in self._midnights:
            self._midnights[day] = day_start(day)
        return self._midnights[day] + minute * 60 + (self.rng.randrange(60) if second is None else second)

    def seed_day(self, spec: str) -> date:
        """``-2`` = the day before yesterday, ``wd-1`` = the last whole weekday, ``wed-1`` the last Wednesday."""
        if spec.lstrip("-").isdigit():
            return self.today + timedelta(days=int(spec))
        day, left = self.today, int(spec.partition("-")[2])
        wanted = range(5) if spec.startswith("wd") else (WEEKDAYS[spec[:3]],)
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() in wanted
        return day

    def calendar(self, thread: Thread) -> list[date]:
        """The days on which a thread is played (fillers: none, ``fill`` places them)."""
        if thread.day:
            return [self.seed_day(thread.day)]
        fitting = self.fitting(thread)
        if thread.every:
            return fitting
        return sorted(self.rng.sample(fitting, min(thread.times, len(fitting))))

    # --- people

    def draw(self, at: int, taken: Iterable[str]) -> str:
        """A member of the crowd who had joined by then and is not taken."""
        for _ in range(60):
            member = self.rng.choices(self._crowd, cum_weights=self._weights)[0]
            if member.joined_at <= at and member.person.key not in taken:
                return member.person.key
        return self._crowd[0].person.key

    def fill(self, text: str, parts: Mapping[str, str]) -> str:
        """Slots and mentions of a text made real."""

        def slot(match: re.Match[str]) -> str:
            inside = match[1]
            choices: Sequence[str] = inside.split("|") if "|" in inside else self.words[inside]
            return self.rng.choice(choices)

        def mention(match: re.Match[str]) -> str:
            word = match[1]
            for size in range(len(word), 0, -1):
                key = parts.get(word[:size]) or self.cast.get(word[:size])
                if key:
                    return f"@{self.members[key].shown}{MENTION_END}{word[size:]}"
            return match[0]

        while "{" in text and SLOT.search(text):
            text = SLOT.sub(slot, text)
        return MENTION.sub(mention, text) if "@" in text and parts else text

    # --- speaking

    def say(
        self,
        at: int,
        who: str,
        text: str,
        *,
        uid: str = "",
        reply_to: str = "",
        marks: tuple[Mark, ...] = (),
        event: SystemEvent | None = None,
    ) -> str:
        """Add a line; gives its uid."""
        uid = uid or f"{self.key}/{len(self.lines)}"
        kind: MessageKind = "system" if event else kind_of(text)
        self.lines.append(Line(at, uid, who, kind, text, reply_to, marks, event))
        return uid

    def system(self, at: int, event: SystemEvent) -> None:
        self.say(at, "", "", event=event)

    def play(self, thread: Thread, day: date, instance: int) -> int:
        """Play one thread on a day; gives the moment of its last line."""
        if thread.apart:
            chances, self.rng = self.rng, random.Random(f"{self.key}/{thread.key}/{instance}")
            try:
                return self._play(thread, day, instance)
            finally:
                self.rng = chances
        return self._play(thread, day, instance)

    def _play(self, thread: Thread, day: date, instance: int) -> int:
        low, high = thread.window
        at = start = self.moment(day, self.rng.randint(low, max(low, high)))
        scope = f"{self.key}/{thread.key}/{instance}"
        parts = self._parts(thread, at)
        previous = ""
        for number, cue in enumerate(thread.cues):
            at = self._when(cue, day, start if number == 0 else at, thread, previous == cue.who, first=number == 0)
            if cue.who.startswith("*"):
                self._direction(cue, at, parts)
                continue
            self._speak(cue, at, parts, scope, number, thread)
            previous = cue.who
        return at

    def _parts(self, thread: Thread, at: int) -> dict[str, str]:
        """Who plays whom in this instance: named parts, and members drawn for 甲 乙 丙 ..."""
        letters, named = self._roles(thread)
        parts: dict[str, str] = {}
        for letter in letters:
            parts[letter] = self.draw(at, {*parts.values(), *named})
        return parts or {"": ""}

    def _roles(self, thread: Thread) -> tuple[str, frozenset[str]]:
        """The letters to be drawn for and the person keys of the named parts that speak."""
        if thread.key not in self._letters:
            used = "".join(f"{c.who}{c.text}" for c in thread.cues)
            named = frozenset(self.cast[c.who] for c in thread.cues if c.who in self.cast)
            self._letters[thread.key] = "".join(x for x in RANDOM_PARTS if x in used), named
        return self._letters[thread.key]

    def fitting(self, thread: Thread) -> list[date]:
        """The days of the week the thread is for, from when everybody named in it was there."""
        _, named = self._roles(thread)
        there = max((self.members[key].joined_at for key in named), default=0)
        return [d for d in self.days if d.weekday() in thread.weekdays and self.moment(d, 0, 0) >= there]

    def _when(self, cue: Cue, day: date, at: int, thread: Thread, same: bool, *, first: bool) -> int:
        if cue.clock:
            return self.moment(day + timedelta(days=cue.clock[0]), cue.clock[1])
        if first:
            return at
        if cue.wait is not None:
            return at + max(1, int(cue.wait * self.rng.uniform(0.8, 1.2)))
        low, high = thread.gap
        return at + (self.rng.randint(min(3, low), min(16, high)) if same else self.rng.randint(low, high))

    def _speak(self, cue: Cue, at: int, parts: Mapping[str, str], scope: str, number: int, thread: Thread) -> None:
        who = parts.get(cue.who) or self.cast[cue.who]
        text = self.fill(cue.text, parts)
        marks = [Mark(k, f"{scope}#{r}" if k in NUMBERED else r) for k, r in cue.marks]
        quote = cue.quote
        if thread.story:
            marks.append(Mark("story", thread.story))
        else:
            quote = quote or self._habit_of_quoting(cue, number, thread)
            if not marks and not self.members[who].staff:
                text = spoken(text, self.voices[who], self.rng)
        self.say(
            at,
            who,
            text,
            uid=f"{scope}#{cue.label or number}",
            reply_to=(f"{self.key}/{quote}" if "/" in quote else f"{scope}#{quote}") if quote else "",
            marks=tuple(marks),
        )

    def _habit_of_quoting(self, cue: Cue, number: int, thread: Thread) -> str:
        """In a real group a fifth of all messages quotes another: an answer its question, a reply the line before."""
        if number == 0 or kind_of(cue.text) != "text" or self.rng.random() > QUOTING:
            return ""
        answered = next((ref for kind, ref in cue.marks if kind == "answer"), "")
        if answered:
            return f"q{answered}"
        before = thread.cues[number - 1]
        if before.who == cue.who or before.who.startswith("*"):
            return ""
        return before.label or str(number - 1)

    def _direction(self, cue: Cue, at: int, parts: Mapping[str, str]) -> None:
        """``*pat 甲 乙``, ``*recall 甲``, ``*rename 店``, ``*remove 店 甲``: sentences of the system."""
        verb, *who = cue.who[1:].split()
        keys = [parts.get(w) or self.cast[w] for w in who]
        if verb == "recall":
            self._forget_last(keys[0])
        extra = self.fill(cue.text.strip(" -"), parts)
        self.system(at, DIRECTIONS[verb](keys, extra))

    def _forget_last(self, who: str) -> None:
        """A recalled message is not in any file: only the system's sentence is."""
        place = next(n for n in range(len(self.lines) - 1, -1, -1) if self.lines[n].who == who)
        del self.lines[place]

    def finish(self) -> tuple[Line, ...]:
        """The lines up to ``until`` in order; a quote whose message is gone loses it."""
        kept = sorted((line for line in self.lines if line.at <= self.until), key=lambda line: line.at)
        known: set[str] = set()
        out = []
        for line in kept:
            if line.reply_to and line.reply_to not in known:
                line = replace(line, reply_to="")
            known.add(line.uid)
            out.append(line)
        return tuple(out)

    @property
    def first_moment(self) -> int:
        return day_start(self.days[0])

    def days_ago(self, days: float) -> int:
        return self.until - int(days * DAY)


DIRECTIONS = {
    "pat": lambda keys, extra: SystemEvent("pat", keys[0], (keys[1],), extra=extra),
    "recall": lambda keys, extra: SystemEvent("recalled", keys[0]),
    "rename": lambda keys, extra: SystemEvent("group_renamed", keys[0], extra=extra),
    "remove": lambda keys, extra: SystemEvent("removed", keys[0], tuple(keys[1:])),
    "invite": lambda keys, extra: SystemEvent("joined", keys[0], tuple(keys[1:]), scene="invited"),
    "code": lambda keys, extra: SystemEvent("joined", keys[0], tuple(keys[1:]), scene="code"),
    "stranger": lambda keys, extra: SystemEvent("stranger_notice", keys[0]),
    "packet": lambda keys, extra: SystemEvent("red_packet", keys[0], tuple(keys[1:])),
}
