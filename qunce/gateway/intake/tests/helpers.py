"""Talk as files, and the way from a file to judged rows without a page."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning
from qunce.kernel import clock

GROUP = "老客户群"
Line = tuple[str, str, str]  # clock, name, text


def mail(lines: Sequence[Line], days_ago: int = 1, group: str = GROUP) -> str:
    """Talk of one day as WeChat mails it."""
    return mail_of({clock.local(clock.timestamp()).date() - timedelta(days=days_ago): lines}, group)


def mail_of(days: Mapping[date, Sequence[Line]], group: str = GROUP) -> str:
    """Talk of several days as WeChat mails it."""
    parts = [f"{group} 微信群上的聊天记录如下，请查收。"]
    for day, lines in sorted(days.items()):
        parts += [f"—————  {day}  —————\n", *(f"{name}  {at}\n{text}" for at, name, text in lines)]
    return "\n\n".join([*parts, ""])


TALK: tuple[Line, ...] = (
    ("10:02", "小王", "请问周末营业吗"),
    ("10:05", "安姐", "@小王 营业的，10点到22点"),
    ("10:06", "小王", "好的谢谢"),
    ("11:20", "李四", "三人套餐怎么预约"),
    ("11:21", "李四", "在吗"),
    ("12:00", "阿花", "收到"),
    ("12:00", "阿花", "收到"),
    ("12:00", "小王", "收到"),
)


def bring(
    workspace: Workspace, text: str, group: str = GROUP, own: Sequence[str] = ("安姐",), size: int | None = None
) -> Import:
    """Paste, look, confirm, start; the import waits for ``drain``."""
    row = services.receive_text(workspace, None, "batch", text)
    planning.look(row)
    row.refresh_from_db()
    assert row.state == Import.State.READY, row.error
    plan = msgspec.structs.replace(
        Plan.load(row.plan), group_id=None, group_name=group, own_names=tuple(own), group_size=size
    )
    services.confirm(row, plan)
    services.start(row)
    return row


def take(
    workspace: Workspace, text: str, group: str = GROUP, own: Sequence[str] = ("安姐",), size: int | None = None
) -> Import:
    """The same, to the end."""
    row = bring(workspace, text, group, own, size)
    drain()
    row.refresh_from_db()
    assert row.state == Import.State.DONE, row.error
    return row
