"""Years of talk: what is recent makes the worklist at once, the rest makes figures afterwards."""

import random
from itertools import pairwise

import pytest

from qunce.base.jobs.models import Job
from qunce.base.jobs.running import Running
from qunce.base.jobs.services import lease
from qunce.base.jobs.worker import drain, perform
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist.models import Task
from qunce.community.activity.models import GroupDay, MemberDay
from qunce.community.models import Message
from qunce.community.services import history
from qunce.community.services.groups import announce_heard
from qunce.community.services.undo import undo_source
from qunce.community.tests.talk import hear, said
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.desk import services as desk
from qunce.practice.moderation import services as moderation
from tests.cast import Cast

NAMES = ("老王", "小李", "阿梅", "大刘", "Kiki")
LINES = ("请问几点开门？", "九点开门", "谢谢", "今天真冷", "有没有人知道怎么报名？", "加微信 qunce8888 领红包", "好的")


def years(days: int, seed: int = 5) -> list:
    rng = random.Random(seed)
    moments = sorted(rng.randrange(days * 24 * 60) for _ in range(days * 4))
    return [
        said(minute, rng.choice(NAMES), f"{rng.choice(LINES)}{'。' * (number % 3)}")
        for number, minute in enumerate(moments)
    ]


def sums(model: type) -> set[tuple]:
    names = [field.attname for field in model._meta.fields if field.attname != "id"]
    return set(model.objects.values_list(*names))


@pytest.fixture
def long_ago(cast: Cast):
    hear(cast.lunch, years(300))
    cast.lunch.refresh_from_db()
    with clock.fixed(cast.lunch.heard_until + 60):
        yield cast.lunch


def test_the_worklist_does_not_wait_for_history(long_ago) -> None:
    announce_heard(long_ago, 0)
    order = []
    while (job := lease.claim("test")) is not None:
        order.append(job.task)
        if job.task.endswith("judge_history"):
            break
        perform(Running(job))
    assert Task.objects.filter(group_id=long_ago.pk, kind=desk.REPLY).exists()
    assert "desk.judge_group" in order
    assert "lifecycle.judge_group" in order


def test_spans_add_up_to_the_whole(long_ago) -> None:
    announce_heard(long_ago, 0)
    drain()
    spanned = sums(GroupDay), sums(MemberDay), set(StoredVerdict.objects.values_list("kind", "key", "decision"))
    assert GroupDay.objects.filter(group=long_ago, measure="asked").count() > 150
    assert Job.objects.filter(task="desk.judge_history", state="done").count() == 1
    moderation.judge_group(long_ago, 0)
    desk.judge_group(long_ago, 0)
    whole = sums(GroupDay), sums(MemberDay), set(StoredVerdict.objects.values_list("kind", "key", "decision"))
    assert spanned == whole


def test_what_is_taken_from_history_is_taken_from_its_figures(cast: Cast) -> None:
    hear(cast.lunch, years(30), label="old")
    hear(cast.lunch, [said(400 * 24 * 60 + n, "老王", f"现在{n}") for n in range(3)])
    cast.lunch.refresh_from_db()
    with clock.fixed(cast.lunch.heard_until + 60):
        announce_heard(cast.lunch, 0)
        drain()
        assert GroupDay.objects.filter(group=cast.lunch, measure="asked").exists()
        old = Message.objects.filter(group=cast.lunch).order_by("id").first().source
        announce_heard(cast.lunch, undo_source(cast.workspace, cast.lunch, old, lambda count: None))
        drain()
    assert not GroupDay.objects.filter(group=cast.lunch, measure__in=["asked", "breaches"], value__gt=0).exists()


def test_spans_are_whole_days_side_by_side(long_ago) -> None:
    spans = list(history.spans(long_ago, 0))
    assert len(spans) > 5
    assert spans[0][1] == history.edge(long_ago)
    assert all(later[0] == earlier[1] for later, earlier in pairwise(spans))
    assert all(end - start == history.SPAN_DAYS * DAY for start, end in spans)
    assert spans[-1][0] <= long_ago.heard_from < spans[-1][1]
    assert list(history.spans(long_ago, spans[1][0] + history.SETTLES)) == spans[:2]
    assert list(history.spans(long_ago, long_ago.heard_until)) == []


def test_a_walk_that_stopped_goes_on_where_it_was(long_ago) -> None:
    announce_heard(long_ago, 0)
    Job.objects.exclude(task="desk.judge_history").delete()
    job = lease.claim("test")
    seen: list[tuple[int, int]] = []

    def judge(start: int, end: int) -> None:
        if len(seen) == 3:
            raise KeyboardInterrupt
        seen.append((start, end))

    with pytest.raises(KeyboardInterrupt):
        history.walk(Running(job), long_ago, 0, judge)
    job.refresh_from_db()
    rest: list[tuple[int, int]] = []
    history.walk(Running(job), long_ago, 0, lambda start, end: rest.append((start, end)))
    assert seen + rest == list(history.spans(long_ago, 0))
