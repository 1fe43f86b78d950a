"""The demo's accounts: what each is for, when it answers, what it posts in Moments (C2-C5).

Described before any talk is judged, so that what waits falls to somebody; who they are in the groups is only known once
the rosters are in, and who sits behind them once somebody is at the desk.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.base.accounts.models import Role, StaffMembership
from qunce.base.jobs import queries as jobs_of
from qunce.base.jobs import services as jobs
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Membership
from qunce.community.personas import services as personas
from qunce.community.personas.models import Duty, Persona
from qunce.community.personas.policy import Post
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.kernel import clock
from qunce.kernel.clock import DAY

JOB = "demo.accounts"
LAST = -90
AGAIN, AT_MOST = 20, DAY // 2  # seconds: how often it is looked whether somebody is at the desk, and for how long

Shifts = Sequence[Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the story. shown: its name in the rosters; moments: (weekday, minute of the day, idea)."""

    shown: str
    role: str
    picture: str = Persona.Picture.PHOTO
    tone: str = Persona.Tone.POLITE
    manner: str = ""
    topics: tuple[str, ...] = ()
    shifts: Shifts | None = None
    moments: tuple[tuple[int, int, str], ...] = ()


def _on(*weekdays: int, start: int, end: int) -> Shifts:
    """The same hours on some days of the week (0 = Monday)."""
    return tuple(((start * 60, end * 60),) if day in weekdays else () for day in range(7))


ACCOUNTS = (
    Account("满姐｜小满食堂", "owner", tone=Persona.Tone.WARM, manner="像邻家大姐，先问好再说事",
            moments=((0, 630, "本周菜单和后厨备菜的照片"), (4, 1050, "这周被夸得最多的一道菜"))),
    Account("阿哲｜点餐外卖", "sales", Persona.Picture.LOGO, topics=("菜单", "接龙", "拼团", "几折", "优惠")),
    Account("豆豆｜售后客服", "service", Persona.Picture.LOGO, topics=("退款", "少送", "送错", "凉了", "发票")),
    Account("苏老师·慢慢读", "expert", tone=Persona.Tone.WARM, manner="讲道理给例子，不下断言",
            topics=("绘本", "分级", "专注力"), shifts=_on(1, 3, start=20, end=22),
            moments=((2, 1200, "一本正在读的绘本和孩子的一句话"),)),
    Account("小鹿班主任", "service", Persona.Picture.DRAWING, Persona.Tone.LIVELY,
            topics=("打卡", "作业", "请假", "回放")),
    Account("老周·技术支持", "it", topics=("打不开", "闪退", "登录", "黑屏", "没声音"),
            shifts=_on(*range(7), start=10, end=18)),
    Account("稳禾-林珊", "service", manner="只说确定的，不承诺收益"),
    Account("稳禾-产品小顾", "product", topics=("收益", "费率", "赎回", "新产品"), shifts=_on(1, 3, start=14, end=17)),
    Account("稳禾-IT阿凯", "it", topics=("人脸", "验证码", "闪退", "更新", "登录"),
            shifts=_on(*range(5), start=10, end=18)),
    Account("特邀-陈砚（研究员）", "expert", Persona.Picture.DRAWING, Persona.Tone.EXPERT,
            topics=("行情", "债市", "利率"), shifts=_on(2, start=20, end=21)),
    Account("深圳-许长风-群主", "owner", moments=((6, 1230, "这周见了哪位创始人，学到一件什么事"),)),
    Account("阿May-秘书处", "service", topics=("报名", "场地", "名片", "入群")),
)  # fmt: skip


def describe(workspace: Workspace, groups_of: Mapping[str, Sequence[int]]) -> None:
    """Make the accounts that the groups' rosters name, and ask for the rest once those are in.

    groups_of  name in the rosters → ids of the groups it is staff of
    """
    for account in ACCOUNTS:
        if account.shown not in groups_of:
            continue
        moments = [Post(*post) for post in account.moments]
        terms = PersonaTerms(account.shown, None, account.picture, account.tone, account.manner, moments)
        duty = DutyTerms(account.role, account.topics, groups_of[account.shown], account.shifts, desk(workspace.pk))
        personas.save_duty(personas.save(workspace.pk, terms), duty)
    jobs.enqueue(workspace, JOB, {"since": clock.timestamp()}, priority=LAST)


def desk(workspace_id: int) -> list[int]:
    """Who sits at the desk in the demo: its first owner; nobody while there is none."""
    places = StaffMembership.objects.filter(workspace_id=workspace_id, role=Role.OWNER, ended_at=None).order_by("pk")
    return list(places.values_list("staff_id", flat=True)[:1])


def link(workspace: Workspace, since: int) -> bool:
    """Say who the accounts are and who sits behind them. Returns whether that is all said now."""
    seated = desk(workspace.pk)
    missing = False
    for persona in Persona.objects.filter(workspace=workspace, person=None, ended_at=None):
        missing |= not _is_somebody(persona)
    if seated:
        for duty in Duty.objects.filter(workspace=workspace, holders=[]).select_related("persona"):
            terms = DutyTerms(duty.role, duty.topics, duty.group_ids, duty.shifts, seated)
            personas.save_duty(duty.persona, terms, duty)
    reading = jobs_of.unfinished(workspace.pk, "intake.run").exists()
    done = bool(seated) and not (missing and reading)
    if not done and clock.timestamp() - since < AT_MOST:
        jobs.enqueue(workspace, JOB, {"since": since}, priority=LAST, run_at=clock.timestamp() + AGAIN)
    return done


def _is_somebody(persona: Persona) -> bool:
    known = Membership.objects.filter(group__workspace_id=persona.workspace_id, person__name=persona.name)
    person = known.order_by("pk").values_list("person_id", flat=True).first()
    if person is None:
        return False
    moments = [Post(**post) for post in persona.moments]
    terms = PersonaTerms(persona.name, person, persona.picture, persona.tone, persona.manner, moments)
    personas.save(persona.workspace_id, terms, persona)
    return True
