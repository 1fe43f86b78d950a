"""A large workspace written straight into the tables: groups, people, places, talk, sums, verdicts, tasks."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

DAYS = 90
WORDS = (
    "早上好", "请问今天几点开门", "好的谢谢", "收到", "三人套餐怎么预约", "哈哈哈", "周末有活动吗", "已下单", "这个怎么用", "辛苦了",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
CHINA = 28_800  # seconds east of UTC


@dataclass(frozen=True)
class World:
    """Where everything is: ids run on from these firsts, ``people`` and ``talk`` are per group."""

    workspace: Any
    source: int
    groups: int
    group: int
    person: int
    identity: int
    people: int
    talk: int
    now: int

    @property
    def everybody(self) -> int:
        return self.groups * self.people

    def group_of(self, number: int) -> int:
        return self.group + number // self.people


def _rows(table: str, columns: str, rows: Iterator[tuple[Any, ...]], size: int = 5000) -> None:
    sql = f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(columns.split(',')))})"
    batch: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append(row)
            if len(batch) == size:
                cursor.executemany(sql, batch)
                batch.clear()
        if batch:
            cursor.executemany(sql, batch)


def _next(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
        return int(cursor.fetchone()[0])


def build(groups: int, people: int, talk: int) -> tuple[Any, int, int]:
    """Gives the workspace, a group id and a person id to look at."""
    from qunce.base.tenancy.services import create_workspace
    from qunce.community.models import Source
    from qunce.kernel import clock

    now = clock.timestamp()
    workspace = create_workspace("Large")
    source = Source.objects.create(workspace=workspace, kind="import", label="bench", created_at=now)
    world = World(
        workspace, source.pk, groups, _next("community_group"), _next("community_person"), _next("community_identity"),
        people // groups, talk // groups, now,
    )  # fmt: skip
    dice = random.Random(11)
    with transaction.atomic():
        _groups(world)
        _people(world, dice)
    for start in range(0, groups, 20):
        with transaction.atomic():
            _talk(world, dice, range(start, min(groups, start + 20)))
    with transaction.atomic():
        _verdicts(world, dice)
        _tasks(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return workspace, world.group, world.person


def _groups(world: World) -> None:
    from qunce.community.search import search_text

    _rows(
        "community_group",
        "id,workspace_id,name,external_id,search,size,heard_from,heard_until,message_count,people_seen,created_at",
        (
            (
                world.group + g, world.workspace.pk, f"群{g}号", "", search_text(f"群{g}号"), world.people,
                world.now - DAYS * 86400, world.now - 600, world.talk, world.people, world.now,
            )
            for g in range(world.groups)
        ),
    )  # fmt: skip


def _people(world: World, dice: random.Random) -> None:
    from qunce.community.search import search_text

    pk, now = world.workspace.pk, world.now
    names = [f"{dice.choice(SURNAMES)}{dice.choice(SURNAMES)}{i}" for i in range(world.everybody)]
    each = world.talk // max(1, world.people)
    _rows(
        "community_person",
        "id,workspace_id,name,search,is_staff,is_bot,member_id,phone,note,message_count,group_count,last_spoke_at,created_at",
        (
            (world.person + i, pk, n, search_text(n), False, False, "", "", "", each, 1, now - i % 86400, now)
            for i, n in enumerate(names)
        ),
    )
    _rows(
        "community_identity",
        "id,workspace_id,person_id,origin_id,kind,value,group_id,shown,created_at",
        (
            (world.identity + i, pk, world.person + i, world.person + i, "name", n, world.group_of(i), n, now)
            for i, n in enumerate(names)
        ),
    )
    _rows(
        "community_membership",
        "workspace_id,group_id,person_id,role,nickname,join_scene,removed,in_roster,message_count,first_spoke_at,"
        "last_spoke_at,joined_at",
        (
            (
                pk, world.group_of(i), world.person + i, "member", "", "", False, True, each, now - DAYS * 86400,
                now - i % 86400, now - DAYS * 86400,
            )
            for i in range(world.everybody)
        ),
    )  # fmt: skip


def _talk(world: World, dice: random.Random, groups: range) -> None:
    """Messages of some groups and their sums, as the services would add them."""
    from qunce.community.activity import services as activity
    from qunce.kernel.text import valid_speech

    member: Counter[Any] = Counter()
    sums: Counter[Any] = Counter()
    valid = {word: valid_speech(word) for word in WORDS}

    def rows() -> Iterator[tuple[Any, ...]]:
        for g in groups:
            group = world.group + g
            for i in range(world.talk):
                at = world.now - 600 - (world.talk - i) * DAYS * 86400 // (world.talk + 1)
                number = g * world.people + dice.randrange(world.people)
                text = WORDS[dice.randrange(len(WORDS))]
                day, hour = (at + CHINA) // 86400, (at + CHINA) % 86400 // 3600
                member[group, world.person + number, day, "messages"] += 1
                if valid[text]:
                    member[group, world.person + number, day, "valid"] += 1
                sums[group, day, "messages"] += 1
                sums[group, day, f"h{hour:02d}"] += 1
                yield (
                    world.workspace.pk, group, world.identity + number, at, 0, text, "", "", world.source, i + 1,
                )  # fmt: skip

    _rows(
        "community_message",
        "workspace_id,group_id,identity_id,sent_at,kind,text,quote,external_id,source_id,key",
        rows(),
    )
    activity.add(member, sums)


def _verdicts(world: World, dice: random.Random) -> None:
    """Judgements as many as such a workspace would have."""
    from qunce.base.verdicts.models import StoredVerdict

    StoredVerdict.objects.bulk_create(_judged(world, dice), batch_size=500)


def _judged(world: World, dice: random.Random) -> Iterator[Any]:
    from qunce.base.verdicts.models import StoredVerdict

    reasons = [{"msgid": "Asks: “%(words)s”.", "params": {"words": "怎么预约"}}]
    figure = {
        "key": "speaking", "label": "Members who spoke", "unit": "share", "value": 0.4, "numerator": 40,
        "denominator": 100, "as_of": world.now, "low": 0.3, "high": 0.5, "enough": True, "approximate": False,
        "note": None, "trend": None,
    }  # fmt: skip
    data = {"figures": [figure], "hours": [5] * 24, "by_day": [10] * 28, "last_day": (world.now + CHINA) // 86400}
    for g in range(world.groups):
        group = world.group + g
        common = {
            "workspace_id": world.workspace.pk, "group_id": group, "confidence": 0.9, "policy": "bench/1",
            "as_of": world.now, "reasons": reasons,
        }  # fmt: skip
        yield StoredVerdict(
            kind="lifecycle.health", key=f"group:{group}", subject_type="group", subject_ref=str(group),
            decision=dice.choice(["healthy", "below_floor", "near_floor"]), at=world.now, data=data, **common,
        )  # fmt: skip
        for n in range(40):
            message = g * world.talk + n % world.talk + 1
            yield StoredVerdict(
                kind="desk.unanswered", key=f"message:{g}-{n}", subject_type="message", subject_ref=str(message),
                person_id=world.person + g * world.people + n % world.people,
                decision=dice.choice(["answered", "unanswered", "waiting"]), at=world.now - n * 3600, **common,
            )  # fmt: skip
        for n in range(min(20, world.people)):
            person = world.person + g * world.people + n
            yield StoredVerdict(
                kind="lifecycle.silent", key=f"person:{person}@{group}", subject_type="person",
                subject_ref=str(person), person_id=person, decision=dice.choice(["keep", "wake"]),
                at=world.now - n * 3600, **common,
            )  # fmt: skip


def _tasks(world: World) -> None:
    from qunce.base.worklist.models import Task

    kinds = ["desk.reply", "desk.reply", "lifecycle.wake", "lifecycle.thank"]
    Task.objects.bulk_create(
        [
            Task(
                workspace_id=world.workspace.pk, kind=kind, key=f"{world.group + g}:{n}", group_id=world.group + g,
                person_id=world.person + g * world.people + n % world.people,
                title={"msgid": "%(name)s is waiting for an answer", "params": {"name": f"{n}"}},
                due_at=world.now + n * 60, opened_at=world.now,
            )
            for g in range(world.groups)
            for n, kind in enumerate(kinds)
        ],
        batch_size=500,
    )  # fmt: skip


def sampled_day_is_right(workspace: Any, group_id: int) -> bool:
    """One day of one group: what the builder summed equals what the services sum from the messages."""
    from qunce.community.activity.models import GroupDay, MemberDay
    from qunce.community.models import Group
    from qunce.community.services import sums

    group = Group.objects.get(pk=group_id)
    days = GroupDay.objects.filter(group=group, measure="messages").order_by("day").values_list("day", flat=True)
    day = days[min(3, len(days) - 1)]

    def figures() -> tuple[list[Any], list[Any]]:
        return (
            sorted(GroupDay.objects.filter(group=group, day=day).values_list("measure", "value")),
            sorted(MemberDay.objects.filter(group=group, day=day).values_list("person_id", "measure", "value")),
        )

    before = figures()
    sums.recount_days(workspace, group, [day])
    return figures() == before
