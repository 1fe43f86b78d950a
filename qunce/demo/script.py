"""Reads the hand-written talk under ``scripts/``.

A script file holds threads. A thread starts with ``## key option=value ...``; each further line is

    speaker mods | text

Speakers: 甲 乙 丙 丁 戊 己 庚 辛 are members drawn anew each time, any other word is a part of the
cast (a staff member or a named character), ``*`` is the system. ``{a|b}`` in the text picks one,
``{word}`` is filled from the group's words or with a part's name, ``@甲`` becomes a real mention,
``\\n`` a line break; ``//`` at the start of a line is a comment.

Mods, separated by spaces:
    +40s +3m +2h        that long after the previous line (give or take a fifth)
    @18:30  d1@09:05    at that local time, d1 = the day after the thread's own
    =x  >x              call this line x; quote the line called x (of another thread: >thread/0#x)
    q1                  a question that wants an answer; called q1
    a1  a1,2            answers question 1 (1 and 2)
    g1  s1  t1          the asker asks again; answers it himself; thanks for the answer
    r  p                rhetorical; small talk that needs no answer
    kind=ref            any other mark of ``model.MarkKind``, e.g. breach=advert.plain

Options of a thread: ``at=HH:MM-HH:MM`` when it starts; ``day=-1``, ``day=wd-2``, ``day=wed-1`` a fixed
day before ``until`` (wd counts Monday to Friday); ``times=3`` how often in the period; ``days=weekday|weekend|
mon,thu``; ``every`` on each such day; ``story=key`` only where the stories are told; ``gap=5-40``
seconds between lines; ``apart`` played last, by chances of its own, so that it changes nothing of the rest.
A thread with none of day, times, every is talk to fill the days with.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import get_args

from qunce.demo.model import MarkKind

SCRIPTS = Path(__file__).parent / "scripts"
RANDOM_PARTS = "甲乙丙丁戊己庚辛"
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
WINDOW = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
CLOCK = re.compile(r"(?:d(\d+))?@(\d\d):(\d\d)")
WAIT = re.compile(r"\+(\d+)([smh])")
NUMBERED = re.compile(r"([qastg])(\d+(?:,\d+)*)")
UNITS = {"s": 1, "m": 60, "h": 3600}
NUMBERED_KINDS: dict[str, MarkKind] = {
    "q": "question",
    "g": "again",
    "a": "answer",
    "s": "self",
    "t": "thanks",
}
PLAIN_KINDS: dict[str, MarkKind] = {"r": "rhetorical", "p": "social"}
MARK_KINDS = frozenset(get_args(MarkKind))


class ScriptError(ValueError):
    """A line of a script cannot be understood; says file, line and what."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a thread. ``clock`` = (days after the thread's, minutes since midnight)."""

    who: str
    text: str
    wait: int | None = None
    clock: tuple[int, int] | None = None
    label: str = ""
    quote: str = ""
    marks: tuple[tuple[MarkKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation. ``window`` in minutes since local midnight."""

    key: str
    cues: tuple[Cue, ...]
    window: tuple[int, int] = (560, 1230)
    day: str = ""
    times: int = 0
    every: bool = False
    weekdays: frozenset[int] = frozenset(range(7))
    story: str = ""
    gap: tuple[int, int] = (7, 70)
    apart: bool = False

    @property
    def is_filler(self) -> bool:
        return not (self.day or self.times or self.every)


def _weekdays(value: str) -> frozenset[int]:
    named = {"weekday": frozenset(range(5)), "weekend": frozenset({5, 6})}
    return named.get(value) or frozenset(WEEKDAYS[d] for d in value.split(","))


def _mods(mods: list[str], where: str) -> dict[str, object]:
    found: dict[str, object] = {}
    marks: list[tuple[MarkKind, str]] = []
    for mod in mods:
        if match := WAIT.fullmatch(mod):
            found["wait"] = int(match[1]) * UNITS[match[2]]
        elif match := CLOCK.fullmatch(mod):
            found["clock"] = (int(match[1] or 0), int(match[2]) * 60 + int(match[3]))
        elif match := NUMBERED.fullmatch(mod):
            marks.extend((NUMBERED_KINDS[match[1]], n) for n in match[2].split(","))
            if match[1] == "q":
                found["label"] = mod
        elif mod in PLAIN_KINDS:
            marks.append((PLAIN_KINDS[mod], ""))
        elif mod[0] in "=>":
            found["label" if mod[0] == "=" else "quote"] = mod[1:]
        elif "=" in mod and mod.split("=")[0] in MARK_KINDS:
            kind, _, ref = mod.partition("=")
            marks.append((kind, ref))  # type: ignore[arg-type]  # membership checked just above
        else:
            raise ScriptError(f"{where}: unknown mod {mod!r}")
    found["marks"] = tuple(marks)
    return found


def _cue(line: str, where: str) -> Cue:
    head, bar, text = line.partition(" | ")
    if not bar:
        raise ScriptError(f"{where}: no ' | ' in {line!r}")
    who, *mods = head.split()
    if who.startswith("*"):
        return Cue(who=head, text=text, wait=None)
    return Cue(who=who, text=text.replace("\\n", "\n"), **_mods(mods, where))  # type: ignore[arg-type]


def _header(line: str, where: str) -> dict[str, object]:
    key, *options = line[2:].split()
    found: dict[str, object] = {"key": key}
    for option in options:
        name, _, value = option.partition("=")
        if name == "at" and (match := WINDOW.fullmatch(value)):
            a, b, c, d = map(int, match.groups())
            found["window"] = (a * 60 + b, c * 60 + d)
        elif name in ("day", "story"):
            found[name] = value
        elif name == "times":
            found["times"] = int(value)
        elif name in ("every", "apart"):
            found[name] = True
        elif name == "days":
            found["weekdays"] = _weekdays(value)
        elif name == "gap":
            low, _, high = value.partition("-")
            found["gap"] = (int(low), int(high))
        else:
            raise ScriptError(f"{where}: unknown option {option!r}")
    return found


def parse(text: str, name: str = "script") -> list[Thread]:
    """The threads of one file; raises ScriptError with file and line."""
    threads: list[Thread] = []
    header: dict[str, object] | None = None
    cues: list[Cue] = []

    def close() -> None:
        if header is not None:
            threads.append(Thread(cues=tuple(cues), **header))  # type: ignore[arg-type]

    for number, raw in enumerate(text.splitlines(), 1):
        line, where = raw.strip(), f"{name}:{number}"
        if not line or line.startswith("//"):
            continue
        if line.startswith("## "):
            close()
            header, cues = _header(line, where), []
        elif header is None:
            raise ScriptError(f"{where}: talk before the first thread")
        else:
            cues.append(_cue(line, where))
    close()
    return threads


@cache
def threads_of(archetype: str) -> tuple[Thread, ...]:
    """All threads of an archetype, in order of file name and place; raises ScriptError on a doubled key."""
    found: dict[str, Thread] = {}
    for path in sorted((SCRIPTS / archetype).glob("[0-9]*.txt")):
        for thread in parse(path.read_text(encoding="utf-8"), path.name):
            if thread.key in found:
                raise ScriptError(f"{path.name}: thread {thread.key!r} is there twice")
            found[thread.key] = thread
    return tuple(found.values())


@cache
def bank(archetype: str, name: str) -> tuple[str, ...]:
    """The lines of ``scripts/<archetype>/<name>.bank``: single sayings, one a line."""
    text = (SCRIPTS / archetype / f"{name}.bank").read_text(encoding="utf-8")
    return tuple(line.replace("\\n", "\n") for line in text.splitlines() if line and not line.startswith("//"))
