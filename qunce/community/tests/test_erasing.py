"""After an erasure no column of any table knows what the person was called or what they said."""

import json

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import task_kinds
from qunce.community.blanking import BLANK, Blanker
from qunce.community.models import Message, Person
from qunce.community.services import erase, merging, tags
from qunce.community.tests.talk import hear, joined, person, renamed, said
from qunce.gateway.intake.models import Import, ImportProblem, Memory
from tests.cast import Cast

CANARY, ALIAS, WORDS = "渡鸦七号🐦", "Kanari-Vogel", "只有我会这么说的话"


def traces(*needles: str) -> list[str]:
    """Every column of every table that holds one of these, as it is or with JSON's escapes."""
    wanted = {form.lower() for needle in needles for form in (needle, json.dumps(needle)[1:-1])}
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            for field in model._meta.concrete_fields:
                column = connection.ops.quote_name(field.column)
                cursor.execute(f"SELECT DISTINCT CAST({column} AS text) FROM {connection.ops.quote_name(table)}")
                found += [
                    f"{table}.{field.column}: {value[:80]}"
                    for (value,) in cursor.fetchall()
                    if value and any(form in value.lower() for form in wanted)
                ]
    return found


def plant(cast: Cast) -> tuple[Person, list[object]]:
    """A person named in every place that can hold a name."""
    talk = [
        joined(0, CANARY, "老王"),
        said(1, CANARY, WORDS),
        said(2, "老王", f"@{CANARY} 收到，@{CANARY}s不是同一个", quote=(CANARY, WORDS)),
        said(3, "老王", "说得对", quote=("小雨", f"@{CANARY} 你好")),
        joined(4, "新人", CANARY),
        renamed(5, CANARY, ALIAS),
        said(6, ALIAS, WORDS + "再说一次"),
        said(7, "老王", f"＠{ALIAS} 好"),
        said(8, f"{CANARY}妈妈", "我是她妈妈"),
        said(9, "老王", f"@{CANARY}妈妈 您好"),
    ]
    hear(cast.lunch, talk, label=f"与{CANARY}的聊天.txt")
    hear(cast.tea, [said(1, CANARY, WORDS)])
    them = person(cast.lunch, CANARY)
    merging.merge(them, person(cast.tea, CANARY))
    them.refresh_from_db()
    tags.tag(cast.workspace.pk, "老客", [them.pk])
    Person.objects.filter(pk=them.pk).update(member_id="VIP-778899", phone="13800001234", note=f"{CANARY}爱喝茶")
    message = Message.objects.filter(identity__person=them).first()
    assert message is not None
    for number, person_id in enumerate([them.pk, None]):
        _judge(cast, message.pk + number, person_id)
    journal.record(
        cast.workspace, NewFact("community.announced", group_id=cast.lunch.pk, data={"text": f"欢迎{CANARY}"})
    )
    _preview(cast)
    Memory.objects.create(workspace=cast.workspace, kind="own_name", key=CANARY, value={"shown": CANARY}, updated_at=1)
    merging.tell_apart(cast.workspace.pk, ALIAS)
    return them, talk


def _judge(cast: Cast, number: int, person_id: int | None) -> None:
    """A verdict and a task that name them, about them or about somebody else."""
    of = {"workspace": cast.workspace, "group_id": cast.lunch.pk, "person_id": person_id}
    StoredVerdict.objects.create(
        **of,
        kind=sorted(verdict_kinds.keys())[0],
        key=f"message:{number}",
        subject_type="message",
        subject_ref="1",
        decision="review",
        reasons=[{"msgid": "%(name)s", "params": {"name": CANARY}}],
        evidence=[{"kind": "message", "ref": number, "label": ALIAS}],
        confidence=0.5,
        policy="x/1",
        as_of=1,
        at=1,
        data={"who": [CANARY]},
        overturn_reason=f"问过{CANARY}了",
    )
    Task.objects.create(
        **of,
        kind=sorted(task_kinds.keys())[0],
        key=f"k{number}",
        due_at=1,
        opened_at=1,
        title={"msgid": "Answer %(name)s", "params": {"name": CANARY}},
        words=[{"msgid": "@%(n)s", "params": {"n": ALIAS}}],
        data={"names": {CANARY: 1}},
        reason=f"{CANARY}自己解决了",
    )


def _preview(cast: Cast) -> None:
    """An import whose preview, plan, error and refused rows name them."""
    preview = {
        "names": [[CANARY, 3], ["老王", 1]],
        "own": [CANARY],
        "talkers": [],
        "group_name": "午餐",
        "sample": [{"name": CANARY, "text": WORDS}, {"name": "老王", "text": f"@{ALIAS}"}],
        "problems": [{"raw": f"坏行 {CANARY}"}],
    }
    row = Import.objects.create(
        workspace=cast.workspace,
        batch="b",
        file_name=f"{CANARY}.txt",
        path="/nowhere",
        size=1,
        sha256="",
        created_at=1,
        plan={"dialect": "x", "own_names": [CANARY]},
        error={"msgid": "x", "params": {"name": CANARY}},
        preview=preview,
    )
    ImportProblem.objects.create(of_import=row, row=1, raw=f"坏行,{CANARY},{WORDS}", reason="r", suggestion="s")


@pytest.mark.django_db
def test_nothing_is_left_and_nothing_comes_back(cast: Cast) -> None:
    them, talk = plant(cast)
    erase.start_erasing(them)
    assert traces("VIP-778899", "13800001234", ALIAS, WORDS) == []
    left = traces(CANARY)
    assert all(f"{CANARY}妈妈" in line for line in left), left
    assert Message.objects.filter(text=f"@{CANARY}妈妈 您好").exists()
    assert Message.objects.filter(text__contains=f"@{BLANK} 收到").exists()
    count = Message.objects.count()
    assert hear(cast.lunch, talk) == 0  # type: ignore[arg-type]
    newer = [renamed(100, ALIAS, CANARY), joined(101, CANARY), said(102, "老王", f"@{CANARY} 在吗")]
    assert hear(cast.lunch, newer) >= 1
    assert hear(cast.lunch, [said(103, CANARY, WORDS)]) == 0
    assert traces(ALIAS, WORDS) == []
    assert all(f"{CANARY}妈妈" in line for line in traces(CANARY)), traces(CANARY)
    assert Message.objects.count() <= count + 3


@pytest.mark.django_db
def test_a_namesake_in_another_group_is_somebody_else(cast: Cast) -> None:
    hear(cast.lunch, [said(1, "小明", "一")])
    erase.start_erasing(person(cast.lunch, "小明"))
    assert hear(cast.tea, [said(1, "小明", "我是另一个小明")]) == 1
    assert person(cast.tea, "小明").erased_at is None


@pytest.mark.django_db
def test_a_large_erasure_is_a_job_and_hides_the_person_at_once(cast: Cast) -> None:
    them, _ = plant(cast)
    Person.objects.filter(pk=them.pk).update(message_count=erase.LARGE + 1)
    them.refresh_from_db()
    job = erase.start_erasing(them)
    assert job is not None
    assert Person.objects.get(pk=them.pk).erased_at
    Job.objects.exclude(pk=job.pk).delete()
    drain()
    assert traces(ALIAS, WORDS, "13800001234") == []
    assert Person.objects.get(pk=them.pk).name == ""


@pytest.mark.django_db
def test_an_interrupted_erasure_ends_in_the_same_state(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    them, _ = plant(cast)

    class KilledError(Exception):
        pass

    def kill(count: int) -> None:
        raise KilledError

    with pytest.raises(KilledError):
        erase.erase_person(them, kill)
    erase.erase_person(Person.objects.get(pk=them.pk))
    assert traces(ALIAS, WORDS) == []


names = st.text(alphabet="安娜 ab小", min_size=1, max_size=3).filter(lambda n: bool(n.strip()))


@given(gone=names, stays=names, before=st.text(max_size=5))
def test_longer_names_keep_theirs(gone: str, stays: str, before: str) -> None:
    blanker = Blanker([gone], [stays])
    text = f"{before}@{stays}"
    if stays != gone and gone in stays and gone not in before:
        assert blanker.mentions(text).endswith(f"@{stays}")
    assert f"@{gone}" not in blanker.mentions(f"@{gone}")


def test_what_gives_data_its_shape_stays() -> None:
    blanker = Blanker(["kind", "x"])
    assert blanker.data({"kind": "kind", "name": "kind", "msgid": "%(x)s"}) == {
        "kind": "kind",
        "name": BLANK,
        "msgid": "%(x)s",
    }
