"""How exact the times of a file are is kept, and what needs minutes is not judged from days."""

from datetime import timedelta

import msgspec
import pytest

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.activity.models import GroupDay
from qunce.community.models import Group, Message, Source
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.gateway.intake.tests.helpers import TALK, mail, take
from qunce.kernel import clock
from qunce.practice.desk.queries import answers
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db

FLOOD = 12


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def day(ago: int) -> str:
    return (clock.local(clock.timestamp()).date() - timedelta(days=ago)).isoformat()


def table(*rows: tuple[str, str, str]) -> str:
    return "时间,发送者,内容\n" + "\n".join(",".join(row) for row in rows)


def bring(workspace: Workspace, text: str, name: str = "talk.csv") -> Group:
    row = services.receive_file(workspace, None, "batch", name, [text.encode()])
    planning.look(row)
    row.refresh_from_db()
    assert row.state == Import.State.READY, row.error
    services.confirm(row, msgspec.structs.replace(Plan.load(row.plan), group_name="日历群", own_names=("安姐",)))
    services.start(row)
    drain()
    row.refresh_from_db()
    assert row.state == Import.State.DONE, row.error
    return Group.objects.get(workspace=workspace, name="日历群")


def test_a_paste_from_wechat_knows_the_minute(workspace: Workspace):
    row = take(workspace, mail(TALK))
    assert Source.objects.get(of_import=row).precision == 60
    group = Group.objects.get(workspace=workspace)
    assert {said.precision for said in community.talk(group)} == {60}


def test_days_only_give_no_reply_times_no_hours_and_no_floods(workspace: Workspace):
    d = day(2)
    asked = [(d, "小王", "请问周末营业吗？"), (d, "安姐", "@小王 营业的"), (d, "小王", "好的谢谢")]
    flood = [(d, "阿花", f"今天第{i}件好物推荐给大家") for i in range(FLOOD)]
    group = bring(workspace, table(*asked, *flood))
    assert Source.objects.get(workspace=workspace).precision == clock.DAY
    assert {said.precision for said in community.talk(group)} == {clock.DAY}
    assert not StoredVerdict.objects.filter(kind="moderation.breach", group_id=group.pk).exists()
    assert not GroupDay.objects.filter(group=group, measure="reply_s").exists()
    (answer,) = answers(group.pk, 0, clock.timestamp())
    assert not answer.timed
    health = StoredVerdict.objects.get(kind="lifecycle.health", group_id=group.pk)
    assert sum(health.data["hours"]) == 0


def test_the_same_talk_with_times_gives_all_three(workspace: Workspace):
    d = day(2)
    asked = [(f"{d} 10:00:00", "小王", "请问周末营业吗？"), (f"{d} 10:03:10", "安姐", "@小王 营业的")]
    flood = [(f"{d} 11:00:{i:02d}", "阿花", f"今天第{i}件好物推荐给大家") for i in range(25)]
    group = bring(workspace, table(*asked, *flood))
    assert StoredVerdict.objects.filter(kind="moderation.breach", group_id=group.pk).exists()
    assert GroupDay.objects.get(group=group, measure="reply_s").value == 190
    (answer,) = answers(group.pk, 0, clock.timestamp())
    assert answer.timed
    assert sum(StoredVerdict.objects.get(kind="lifecycle.health", group_id=group.pk).data["hours"]) > 0


def test_a_source_that_mixes_is_coarse_only_where_the_time_looks_so(workspace: Workspace):
    d = day(2)
    group = bring(workspace, table((d, "小王", "早"), (f"{d} 10:03", "小王", "在"), (f"{d} 10:04:09", "小王", "好")))
    assert [said.precision for said in community.talk(group)] == [clock.DAY, 60, 1]
    assert Message.objects.filter(group=group).count() == 3
