"""A story of its own: an advertiser from the first word to removal, a member who was judged wrongly and is heard, a
kind word and a report for which somebody is to be thanked.

Told in a group of its own, because each step is only due for what is posted after the one before: the talk comes in
piece by piece through the importer, what a colleague would do in between through the services that the pages call, each
at the moment it happened. Nothing is written past them, so that judging again ends in the same place.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from qunce.base.jobs import queries as jobs_of
from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.tenancy.models import Workspace
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import ADVERT, CONTACT, CharterTerms
from qunce.community.models import Group, Person
from qunce.community.services import groups
from qunce.demo.accounts import desk
from qunce.gateway.intake import services as intake
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.practice.moderation.incidents import services as incidents
from qunce.practice.moderation.incidents.models import Incident, Report
from qunce.practice.moderation.incidents.queries import STEP_KINDS
from qunce.practice.moderation.incidents.services.reporting import PRIVATE

GROUP, CHAT_ID, STAFF = "云杉里邻居互助群", "demo-advertiser", "群管满姐"
ADVERTISER, WRONGED, POLITE = "阿强", "苏苏", "二栋老李"
REPORTER, REPORTED = "小林妈妈", "三栋小罗"
JOB = "demo.advertiser"
LAST = -100  # after everything that follows from an import
WAITS = 600  # seconds in all that one episode waits for the one before


@dataclass(frozen=True, slots=True)
class Episode:
    """A piece of talk. ago: days before the end of the world at which it begins; lines: (minutes later, who, what),
    who = "" for a sentence of the system.
    """

    ago: float
    lines: tuple[tuple[int, str, str], ...]


EPISODES = (
    Episode(6.4, (
        (0, "王姐", "早上好，今天小区门口在修路，开车的绕一下北门"),
        (3, "老周", "刚好要出门，那我走北门"),
        (9, ADVERTISER, "兼职刷单日结300，加微信 aqiang6688 领红包"),
        (12, "小林妈妈", "北门下午几点开呀，有人知道吗"),
        (15, STAFF, "@小林妈妈 北门全天开着的，您放心走"),
    )),
    Episode(5.3, (
        (0, "老周", "我家的梯子放在门卫那里了，换灯泡的自取"),
        (4, "王姐", "真周到，正好要用"),
        (6, "老周", "用完放回原处就行"),
        (30, ADVERTISER, "闲着也是闲着，日结兼职，+ V信 aqiang6688 详聊"),
        (34, WRONGED, "代取快递的邻居，我的微信号 susu2020，到了驿站喊我一声"),
    )),
    Episode(4.2, (
        (0, "小林妈妈", "周末有人一起带孩子去图书馆吗"),
        (5, WRONGED, "我们家去，九点门口见"),
        (40, ADVERTISER, "在家就能做的兼职，佣金高，想了解的加薇 aqiang6688"),
        (43, POLITE, f"@{ADVERTISER} 咱们群里不发广告哦，看到了麻烦您撤回一下，谢谢"),
    )),
    Episode(3.1, (
        (0, "老周", "路修好了，东门可以走了"),
        (8, "王姐", "终于"),
        (25, ADVERTISER, "最后三个名额，兼职日结，加微信 aqiang6688，发红包"),
        (28, "小林妈妈", "这个人怎么还在发"),
        (95, WRONGED, "昨天帮大家取了八个快递，放在门卫那里了"),
        (97, "老周", "谢谢苏苏，太热心了"),
        (99, "小林妈妈", "谢谢苏苏"),
        (99, REPORTED, "大家好，刚搬到三栋，请多关照"),
    )),
    Episode(2.98, (
        (0, STAFF, "发广告的账号提醒过三次，今天按群规请出群了，谢谢大家的耐心"),
        (0, "", f'"{STAFF}"将"{ADVERTISER}"移出了群聊'),
        (4, REPORTER, "终于，辛苦了"),
        (2900, "老周", "明天物业查水表，家里留个人"),
        (2906, POLITE, "收到，谢谢老周"),
    )),
)  # fmt: skip
TOLD = "一晚上私加了我们楼好几个人，通过就推销保洁卡，我留了截图。"  # by the members' page, and upheld
WAITING = ("五栋阿芳", "在群里问我要不要团购水果，回了两句就把我拉进别的群。")  # whom, what: nobody has looked yet
SHE_SAYS = "我是帮邻居代取快递，留微信号是方便大家联系我，不是做广告。"
WE_SAY = "核对过聊天记录：她是在答应帮邻居取快递，不是广告，是我们判断错了。"


def begin(workspace: Workspace, until: int) -> None:
    """Make the group with its charter, older than everything said in it, and ask for the first episode."""
    with clock.fixed(until - 8 * DAY):
        group = groups.find_or_create(workspace, GROUP, CHAT_ID)
        charters.set_terms(group, CharterTerms(purpose="service", rules=(ADVERT, CONTACT)))
    jobs.enqueue(workspace, JOB, {"episode": 0, "until": until, "since": clock.timestamp()}, priority=LAST)


def tell(workspace: Workspace, episode: int, until: int, since: int) -> bool:
    """Tell the next piece once the last one was judged. Returns whether it was told now."""
    group = Group.objects.filter(workspace=workspace, external_id=CHAT_ID).first()
    if group is None:
        return False
    if jobs_of.unfinished(workspace.pk, "intake.run").exists() or _judging(group):
        if clock.timestamp() - since < WAITS:
            _next(workspace, episode, until, since, clock.timestamp() + 1)
        return False
    if episode:
        _answer(group, _end_of(EPISODES[episode - 1], until))
    if episode == len(EPISODES) - 1:
        _report(group, until)
    if episode < len(EPISODES):
        _bring(group, EPISODES[episode], until, episode)
        _next(workspace, episode + 1, until, clock.timestamp())
    else:
        _make_good(group, until)
    return True


def _judging(group: Group) -> bool:
    return jobs_of.unfinished(group.workspace_id, "moderation.judge_group", group_id=group.pk).exists()


def _next(workspace: Workspace, episode: int, until: int, since: int, run_at: int | None = None) -> None:
    args = {"episode": episode, "until": until, "since": since}
    jobs.enqueue(workspace, JOB, args, priority=LAST, run_at=run_at)


def _end_of(episode: Episode, until: int) -> int:
    return until - int(episode.ago * DAY) + episode.lines[-1][0] * 60


def _bring(group: Group, episode: Episode, until: int, number: int) -> None:
    """As a paste on the import page, with the answers a person would give there."""
    row = intake.receive_text(group.workspace, None, f"advertiser-{number}", _text(group, episode, until), group.pk)
    planning.look(row)
    row.refresh_from_db()
    if row.state != Import.State.READY:
        raise RuntimeError(f"the demo's own talk was not understood: {row.error}")
    plan = msgspec.structs.replace(
        Plan.load(row.plan), target="group", group_id=group.pk, own_names=(STAFF,), group_size=86
    )
    intake.confirm(row, plan)
    intake.start(row)


def _text(group: Group, episode: Episode, until: int) -> str:
    """The talk as copied from WeChat on a computer: who and when, what; the system's sentences stand by themselves."""
    start, zone = until - int(episode.ago * DAY), clock.zone(group.workspace.zone)
    out = []
    for minutes, who, what in episode.lines:
        at = datetime.fromtimestamp(start + minutes * 60, zone)
        out.append(f"{who} {at:%Y-%m-%d %H:%M}\n{what}\n" if who else f"{what}\n")
    return "\n".join(out)


def _answer(group: Group, heard: int) -> None:
    """A colleague does what waits for them an hour after it was posted: the words, and the tick."""
    staff = next(iter(desk(group.workspace_id)), 0)
    actor = f"staff:{staff}" if staff else "system"
    for task in Task.objects.filter(group_id=group.pk, kind__in=STEP_KINDS, state=Task.State.OPEN).order_by("pk"):
        with clock.fixed(min(heard + 3600, clock.timestamp())), journal.doing(actor):
            worklist.finish(task, staff)


def _report(group: Group, until: int) -> None:
    """A member uses the page for reports; an operator looks, it is so, and the one it is about hears of it."""
    person = Person.objects.filter(memberships__group=group, name=REPORTED).first()
    teller = Person.objects.filter(memberships__group=group, name=REPORTER).first()
    if person is None or Report.objects.filter(group=group).exists():
        return
    incidents.door_of(group)
    told = until - int(2.2 * DAY)
    with clock.fixed(told):
        row = incidents.report(group, PRIVATE, REPORTED, TOLD, REPORTER)
    staff = next(iter(desk(group.workspace_id)), 0)
    with clock.fixed(told + 2 * 3600), journal.doing(f"staff:{staff}" if staff else "system"):
        incidents.take(row, person, CONTACT.kind, staff, teller)
    _answer(group, told + 2 * 3600)
    with clock.fixed(until - 3 * 3600):
        incidents.report(group, ADVERT.kind, *WAITING)


def _make_good(group: Group, until: int) -> None:
    """The member who was judged wrongly says so, and is right."""
    case = Incident.objects.filter(group=group, person__name=WRONGED, state=Incident.State.STANDING).first()
    if case is None:
        return
    staff = next(iter(desk(group.workspace_id)), 0)
    with clock.fixed(until - int(1.1 * DAY)):
        appeal = incidents.appeal(case, SHE_SAYS)
    with clock.fixed(until - int(0.4 * DAY)), journal.doing(f"staff:{staff}" if staff else "system"):
        incidents.overturn(appeal, staff, WE_SAY)
