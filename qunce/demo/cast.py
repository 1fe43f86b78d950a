"""Who is in a group: reads ``scripts/<archetype>/cast.txt`` and makes members of it.

The first group of each kind has exactly the people written there; every further one has the same
staff, the same characters under other numbers, and a crowd drawn from ``names``.
"""

import random
import re
from dataclasses import dataclass
from functools import cache
from typing import get_args

from qunce.demo.model import Member, Person, Purchases, Role
from qunce.demo.names import crowd_name
from qunce.demo.script import SCRIPTS, ScriptError
from qunce.kernel.clock import DAY, day_start, local_day
from qunce.kernel.records import JoinScene

FLAGS = frozenset({"staff", "me", "never", "nolist", "scripted"})
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a cast file. ``spent`` in 分 as (low, high), None where no list knows."""

    shown: str
    alias: str = ""
    person: str = ""
    role: Role = "member"
    flags: frozenset[str] = frozenset()
    joined: float = 100.0
    scene: JoinScene = "invited"
    by: str = ""
    weight: float = 0.0
    channel: str = ""
    spent: tuple[int, int] = (0, 0)
    orders: int = 0
    story: str = ""


def _part(line: str, where: str) -> Part:
    shown, bar, rest = line.partition(" | ")
    if not bar:
        raise ScriptError(f"{where}: no ' | ' in {line!r}")
    found: dict[str, str] = {}
    flags = set()
    for word in rest.split():
        name, equals, value = word.partition("=")
        if equals:
            found[name] = value
        elif name in FLAGS:
            flags.add(name)
        else:
            raise ScriptError(f"{where}: unknown {word!r}")
    low, _, high = found.pop("spent", "0").partition("-")
    role = found.pop("role", "member")
    scene = found.pop("scene", "invited")
    if role not in get_args(Role) or scene not in get_args(JoinScene):
        raise ScriptError(f"{where}: unknown role or scene")
    part = Part(
        shown=shown,
        alias=found.pop("alias", ""),
        person=found.pop("person", ""),
        role=role,  # type: ignore[arg-type]  # checked just above
        scene=scene,  # type: ignore[arg-type]  # checked just above
        flags=frozenset(flags),
        joined=float(found.pop("joined", "100")),
        by=found.pop("by", ""),
        weight=float(found.pop("weight", "0")),
        channel=found.pop("ch", ""),
        spent=(round(float(low) * 100), round(float(high or low) * 100)),
        orders=int(found.pop("orders", "0")),
        story=found.pop("story", ""),
    )
    if found:
        raise ScriptError(f"{where}: unknown {sorted(found)}")
    return part


@cache
def parts_of(archetype: str) -> tuple[Part, ...]:
    """The cast of an archetype as written; raises ScriptError with file and line."""
    text = (SCRIPTS / archetype / "cast.txt").read_text(encoding="utf-8")
    return tuple(
        _part(line, f"{archetype}/cast.txt:{number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("//")
    )


def variation(archetype: str, rng: random.Random) -> tuple[Part, ...]:
    """The cast of a further group: characters keep their talk and change their number, the crowd is new."""
    out = []
    for part in parts_of(archetype):
        if "staff" in part.flags or part.person:
            out.append(part)
            continue
        shown = DIGIT.sub(lambda _: str(rng.randint(1, 9)), part.shown) if part.alias else crowd_name(archetype, rng)
        out.append(
            Part(
                shown=shown,
                alias=part.alias,
                flags=part.flags,
                joined=max(2.0, part.joined * rng.uniform(0.5, 1.6)) if part.joined > 40 else part.joined,
                scene=part.scene,
                by=part.by,
                weight=part.weight or (0.3 if part.alias and "never" not in part.flags else 0.0),
                channel=part.channel,
                spent=(part.spent[0] // 2, part.spent[1] * 3 // 2),
                orders=part.orders,
            )
        )
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Cast:
    """The members of one group by person key, and which part each of them plays."""

    members: dict[str, Member]
    aliases: dict[str, str]
    me: str


def _person(key: str, shown: str, member_id: str, rng: random.Random) -> Person:
    """wxid and phone belong to the person, so they are drawn from the key alone."""
    own = random.Random(f"person:{key}")
    nickname = shown.split("-")[-1] if "-" in shown and rng.random() < 0.6 else shown
    wxid = "wxid_" + "".join(own.choices(ALPHABET, k=14))
    phone = f"1000000{own.randrange(10_000):04d}"  # no mobile number starts with 100
    return Person(key, nickname, wxid, member_id, phone)


def _daytime(at: int, rng: random.Random) -> int:
    """Some moment between nine and seven on the local day before: people join when others are awake."""
    return day_start(local_day(at)) - DAY + rng.randint(9 * 3600, 19 * 3600)


def make_cast(parts: tuple[Part, ...], group: str, prefix: str, until: int, rng: random.Random) -> Cast:
    """Members from parts. ``prefix`` starts the member numbers; staff and shared persons keep one key everywhere."""
    archetype = group.rstrip("0123456789")
    members: dict[str, Member] = {}
    aliases: dict[str, str] = {}
    me = ""
    for number, part in enumerate(parts):
        if part.person:
            key = f"shared/{part.person}"
        elif "staff" in part.flags:
            key = f"{archetype}/staff{number}"
        else:
            key = f"{group}/{number}"
        purchases = None
        if "nolist" not in part.flags and "staff" not in part.flags:
            spent = rng.randrange(part.spent[0], part.spent[1] + 1, 10) if part.spent[1] else 0
            last = until - int(rng.uniform(1, min(part.joined, 60)) * DAY) if part.orders else None
            purchases = Purchases(part.channel, spent, part.orders, last)
        members[key] = Member(
            person=_person(key, part.shown, f"{prefix}{number + 1:04d}", rng),
            shown=part.shown,
            role=part.role,
            staff="staff" in part.flags,
            # Who comes in a scripted way is kept out of other talk until surely there.
            joined_at=_daytime(until - int(part.joined * DAY), rng) + 2 * DAY * ("scripted" in part.flags),
            scene=part.scene,
            inviter=part.by,
            weight=0.0 if "never" in part.flags else part.weight,
            purchases=purchases,
            story=part.story,
        )
        if part.alias:
            aliases[part.alias] = key
        if "me" in part.flags:
            me = key
    return Cast(members, aliases, me)
