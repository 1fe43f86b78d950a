"""A large workspace written straight into the tables: groups, people, places, talk, sums, verdicts, tasks."""

import random
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

DAYS = 90
WORDS = (
    "早上好",
    "请问今天几点开门",
    "好的谢谢",
    "收到",
    "三人套餐怎么预约",
    "哈哈哈",
    "周末有活动吗",
    "已下单",
    "这个怎么用",
    "辛苦了",
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"


def _rows(sql: str, rows: Iterator[tuple[Any, ...]], size: int = 5000) -> None:
    batch: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for row in rows:
            batch.append(row)
            if len(batch) == size:
                cursor.executemany(sql, batch)
                batch.clear()
        if batch:
            cursor.executemany(sql, batch)


def _insert(table: str, columns: str) -> str:
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(columns.split(',')))})"


def build(groups: int, people: int, talk: int) -> tuple[Any, int, int]:
    """Gives the workspace, a group id and a person id to look at."""
    from qunce.base.tenancy.services import create_workspace
    from qunce.community.models import Source
    from qunce.community.search import search_text
    from qunce.kernel import clock

    dice = random.Random(11)
    now = clock.timestamp()
    workspace = create_workspace("Large")
    source = Source.objects.create(workspace=workspace, kind="import", label="bench", created_at=now)
    per_group, said = people // groups, talk // groups
    with transaction.atomic():
        base = _next("community_group")
        _rows(
            _insert(
                "community_group",
                "id,workspace_id,name,external_id,search,size,heard_from,heard_until,message_count,people_seen,created_at",
            ),
            (
                (
                    base + g,
                    workspace.pk,
                    f"群{g}号",
                    "",
                    search_text(f"群{g}号"),
                    per_group,
                    now - DAYS * 86400,
                    now - 600,
                    said,
                    per_group,
                    now,
                )
                for g in range(groups)
            ),
        )
        first = _next("community_person")
        names = [f"{dice.choice(SURNAMES)}{dice.choice(SURNAMES)}{i}" for i in range(people)]
        _rows(
            _insert(
                "community_person",
                "id,workspace_id,name,search,is_staff,is_bot,member_id,phone,note,message_count,group_count,last_spoke_at,created_at",
            ),
            (
                (
                    first + i,
                    workspace.pk,
                    n,
                    search_text(n),
                    False,
                    False,
                    "",
                    "",
                    "",
                    said // max(1, per_group),
                    1,
                    now - i % 86400,
                    now,
                )
                for i, n in enumerate(names)
            ),
        )
        identity = _next("community_identity")
        _rows(
            _insert("community_identity", "id,workspace_id,person_id,origin_id,kind,value,group_id,shown,created_at"),
            (
                (identity + i, workspace.pk, first + i, first + i, "name", n, base + i // per_group, n, now)
                for i, n in enumerate(names)
                if i // per_group < groups
            ),
        )
        _rows(
            _insert(
                "community_membership",
                "workspace_id,group_id,person_id,role,nickname,join_scene,removed,in_roster,message_count,first_spoke_at,last_spoke_at,joined_at",
            ),
            (
                (
                    workspace.pk,
                    base + i // per_group,
                    first + i,
                    "member",
                    "",
                    "",
                    False,
                    True,
                    said // max(1, per_group),
                    now - DAYS * 86400,
                    now - i % 86400,
                    now - DAYS * 86400,
                )
                for i in range(people)
                if i // per_group < groups
            ),
        )
    for start in range(0, groups, 20):
        with transaction.atomic():
            _talk(
                workspace.pk,
                source.pk,
                dice,
                range(start, min(groups, start + 20)),
                base,
                identity,
                first,
                per_group,
                said,
                now,
            )
    _judgements(workspace.pk, dice, groups, base, first, per_group, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return workspace, base, first


def _next(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(max(id), 0) + 1 FROM {table}")
        return int(cursor.fetchone()[0])


def _talk(
    workspace: int, source: int, dice: random.Random, groups: range, base: int, identity: int, first: int,
    per_group: int, said: int, now: int,
) -> None:  # fmt: skip
    """Messages of some groups and their sums, as the services would add them."""
    from collections import Counter

    from qunce.community.activity import services as activity
    from qunce.kernel.text import valid_speech

    member: Counter[Any] = Counter()
    sums: Counter[Any] = Counter()
    valid = {w: valid_speech(w) for w in WORDS}

    def rows() -> Iterator[tuple[Any, ...]]:
        for g in groups:
            for i in range(said):
                at = now - 600 - (said - i) * DAYS * 86400 // (said + 1)
                who = dice.randrange(per_group) if per_group else 0
                text = WORDS[dice.randrange(len(WORDS))]
                day, hour = (at + 28800) // 86400, (at + 28800) % 86400 // 3600
                member[base + g, first + g * per_group + who, day, "messages"] += 1
                if valid[text]:
                    member[base + g, first + g * per_group + who, day, "valid"] += 1
                sums[base + g, day, "messages"] += 1
                sums[base + g, day, f"h{hour:02d}"] += 1
                yield (workspace, base + g, identity + g * per_group + who, at, 0, text, "", "", source, i + 1)

    _rows(
        _insert(
            "community_message", "workspace_id,group_id,identity_id,sent_at,kind,text,quote,external_id,source_id,key"
        ),
        rows(),
    )
    activity.add(member, sums)


def _judgements(
    workspace: int, dice: random.Random, groups: int, base: int, first: int, per_group: int, now: int
) -> None:
    """Verdicts and open tasks as many as such a workspace would have: health for each group, questions, tasks."""
    import json

    from qunce.base.verdicts.models import StoredVerdict
    from qunce.base.worklist.models import Task

    reasons = [{"msgid": "Asks: “%(words)s”.", "params": {"words": "怎么预约"}}]
    figures = [
        {
            "key": "speaking",
            "label": "Members who spoke",
            "unit": "share",
            "value": 0.4,
            "numerator": 40,
            "denominator": 100,
            "as_of": now,
            "low": 0.3,
            "high": 0.5,
            "enough": True,
            "approximate": False,
            "note": None,
            "trend": None,
        }
    ]
    data = {"figures": figures, "hours": [5] * 24, "by_day": [10] * 28, "last_day": (now + 28800) // 86400}
    assert json.dumps(data)
    verdicts = []
    for g in range(groups):
        common = {
            "workspace_id": workspace,
            "group_id": base + g,
            "confidence": 0.9,
            "policy": "bench/1",
            "as_of": now,
            "reasons": reasons,
        }
        verdicts.append(
            StoredVerdict(
                kind="lifecycle.health",
                key=f"group:{base + g}",
                subject_type="group",
                subject_ref=str(base + g),
                decision=dice.choice(["healthy", "below_floor", "near_floor"]),
                at=now,
                data=data,
                **common,
            )
        )
        for n in range(40):
            verdicts.append(
                StoredVerdict(
                    kind="desk.unanswered",
                    key=f"message:{g}-{n}",
                    subject_type="message",
                    subject_ref=str(g * said_stub + n + 1),
                    person_id=first + g * per_group + n % max(1, per_group),
                    decision=dice.choice(["answered", "unanswered", "waiting"]),
                    at=now - n * 3600,
                    **common,
                )
            )
        for n in range(20):
            verdicts.append(
                StoredVerdict(
                    kind="lifecycle.silent",
                    key=f"person:{first + g * per_group + n}@{base + g}",
                    subject_type="person",
                    subject_ref=str(n),
                    person_id=first + g * per_group + n % max(1, per_group),
                    decision=dice.choice(["keep", "wake"]),
                    at=now - n * 3600,
                    **common,
                )
            )
    StoredVerdict.objects.bulk_create(verdicts, batch_size=500, ignore_conflicts=True)
    Task.objects.bulk_create(
        [
            Task(
                workspace_id=workspace,
                kind=kind,
                key=f"{base + g}:{n}",
                group_id=base + g,
                person_id=first + g * per_group + n % max(1, per_group),
                title={"msgid": "%(name)s is waiting for an answer", "params": {"name": f"{n}"}},
                due_at=now + n * 60,
                opened_at=now,
            )
            for g in range(groups)
            for n, kind in enumerate(["desk.reply", "desk.reply", "lifecycle.wake", "lifecycle.thank"])
        ],
        batch_size=500,
    )


said_stub = 1000


def sampled_day_is_right(workspace: Any, group_id: int) -> bool:
    """One day of one group: what the builder summed equals what the services sum from the messages."""
    from qunce.community.activity.models import GroupDay, MemberDay
    from qunce.community.models import Group
    from qunce.community.services import sums

    group = Group.objects.get(pk=group_id)
    day = GroupDay.objects.filter(group=group, measure="messages").order_by("day").values_list("day", flat=True)[3]

    def figures() -> tuple[list[Any], list[Any]]:
        return (
            sorted(GroupDay.objects.filter(group=group, day=day).values_list("measure", "value")),
            sorted(MemberDay.objects.filter(group=group, day=day).values_list("person_id", "measure", "value")),
        )

    before = figures()
    sums.recount_days(workspace, group, [day])
    return figures() == before
