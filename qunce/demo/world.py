"""Builds the sample world: the same bytes for the same size, seed and moment.

Small is the demo: four groups that carry every seed story. Medium and large go on with further
groups of the same four kinds, without the stories, for pages and benches at size; they are made
one group at a time, so that the large one never stands in memory as a whole.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from qunce.demo.archetypes import ARCHETYPES, Archetype
from qunce.demo.cast import Cast, make_cast, parts_of, variation
from qunce.demo.model import Group, Line, Member
from qunce.demo.routines import ROUTINES, STORY_ROUTINES
from qunce.demo.script import Thread, threads_of
from qunce.demo.stage import Stage

Size = Literal["small", "medium", "large"]
DAYS = 35
# groups in all, and how much more is said in those without stories
SIZES: dict[Size, tuple[int, float]] = {"small": (4, 1.0), "medium": (40, 1.42), "large": (200, 2.35)}


@dataclass(frozen=True)
class World:
    """The plan of a world; ``groups()`` plays it."""

    size: Size
    seed: int
    until: int

    def groups(self) -> Iterator[Group]:
        """The groups one after another, each made when it is asked for."""
        count, density = SIZES[self.size]
        for number in range(count):
            archetype = ARCHETYPES[number % len(ARCHETYPES)]
            index = number // len(ARCHETYPES)
            yield play_group(archetype, index, self.seed, self.until, 1.0 if index == 0 else density)

    @cached_property
    def all_groups(self) -> tuple[Group, ...]:
        """Every group at once: for the small and the medium world."""
        return tuple(self.groups())

    def group(self, key: str) -> Group:
        """A group by key, e.g. "restaurant0"; raises KeyError."""
        for group in self.all_groups:
            if group.key == key:
                return group
        raise KeyError(key)


def build(size: Size, seed: int, until: int) -> World:
    """A world whose talk ends at ``until`` (epoch seconds). Raises KeyError for an unknown size."""
    if size not in SIZES:
        raise KeyError(f"size {size!r}: one of {', '.join(SIZES)}")
    return World(size, seed, until)


def play_group(archetype: Archetype, index: int, seed: int, until: int, density: float) -> Group:
    """One group from cast and scripts; index 0 tells the seed stories."""
    key = f"{archetype.key}{index}"
    rng = random.Random(f"{seed}:{key}")
    parts = parts_of(archetype.key) if index == 0 else variation(archetype.key, rng)
    cast = make_cast(parts, key, f"{archetype.member_prefix}{index:02d}", until, rng)
    name = archetype.name(index)
    spoken = {alias: (cast.members[k].shown.split("·")[0].split("｜")[0],) for alias, k in cast.aliases.items()}
    words = {
        **spoken,
        **archetype.words,
        "满姐": ("满姐",),
        "tower": (archetype.towers[index % len(archetype.towers)],),
        "zw": ("\u200b",),
    }
    stage = Stage(key, rng, cast.members, cast.aliases, words, until, DAYS)
    _play_all(stage, archetype, index, density)
    lines = stage.finish()
    members, gone = _settle(cast, lines)
    return Group(
        key=key,
        name=name,
        archetype=archetype.key,
        dialect=archetype.dialects[index % len(archetype.dialects)],
        charter=archetype.charter,
        members=members,
        gone=gone,
        me=cast.me,
        lines=lines,
        channel_costs=archetype.costs,
        chat_id=f"{random.Random(f'chat:{key}').randrange(10**10, 10**11)}@chatroom",
    )


def _play_all(stage: Stage, archetype: Archetype, index: int, density: float) -> None:
    threads = threads_of(archetype.key)
    instances: Counter[str] = Counter()
    for thread in threads:
        if thread.is_filler or thread.apart or (thread.story and index):
            continue
        for day in stage.calendar(thread):
            stage.play(thread, day, instances[thread.key])
            instances[thread.key] += 1
    for routine in ROUTINES[archetype.key] + (STORY_ROUTINES.get(archetype.key, ()) if index == 0 else ()):
        routine(stage)
    _fill(stage, [t for t in threads if t.is_filler], round(archetype.target * density), instances)
    for thread in threads:
        if thread.apart and not (thread.story and index):
            for day in stage.calendar(thread):
                stage.play(thread, day, 0)


def _fill(stage: Stage, fillers: list[Thread], target: int, instances: Counter[str]) -> None:
    """Plays small talk in turn, each thread as often as any other, until enough has been said.

    The same talk comes back as late as possible: each round takes the fitting day farthest from the
    days it was played on before.
    """
    places = {day: n for n, day in enumerate(stage.days)}
    fitting = {t.key: [places[day] for day in stage.fitting(t)] for t in fillers}
    fillers = [t for t in fillers if fitting[t.key]]
    played: dict[str, list[int]] = {t.key: [] for t in fillers}
    while len(stage.lines) < target:
        for thread in stage.rng.sample(fillers, len(fillers)):
            before = played[thread.key]
            choices = stage.rng.sample(fitting[thread.key], min(6, len(fitting[thread.key])))
            day = max(choices, key=lambda n: min((abs(n - b) for b in before), default=0))
            before.append(day)
            stage.play(thread, stage.days[day], instances[thread.key])
            instances[thread.key] += 1
            if len(stage.lines) >= target:
                return


def _settle(cast: Cast, lines: tuple[Line, ...]) -> tuple[dict[str, Member], dict[str, Member]]:
    """The members as they stand at the end, and who was removed: who came in a scripted way came at that moment."""
    members, gone = dict(cast.members), dict[str, Member]()
    for line in lines:
        if line.event and line.event.event == "joined":
            for key in line.event.targets:
                members[key] = replace(members[key], joined_at=line.at, scene=line.event.scene)
        if line.event and line.event.event == "removed":
            for key in line.event.targets:
                gone[key] = members.pop(key)
    return members, gone
