"""Rosters, customer lists and channel costs as .xlsx, each business with its own header words."""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from qunce.demo.model import Group, Member
from qunce.kernel.clock import local

Cell = str | float | datetime
Column = tuple[str, Callable[[Group, Member], Cell | None]]
ROLES = {"owner": "群主", "admin": "管理员", "member": "成员"}
SCENES = {"code": "扫码", "invited": "邀请", "link": "链接"}


@dataclass(frozen=True, slots=True)
class SheetFile:
    """One spreadsheet, ready to be written. ``kind`` = roster, customers or channel_costs."""

    name: str
    kind: str
    content: bytes
    rows: int


def _moment(at: int | None) -> datetime | None:
    return local(at).replace(tzinfo=None) if at else None


def _joined(group: Group, member: Member) -> Cell | None:
    return _moment(member.joined_at)


def _joined_text(group: Group, member: Member) -> Cell | None:
    return local(member.joined_at).strftime("%Y-%m-%d %H:%M")


def _inviter(group: Group, member: Member) -> Cell | None:
    return next((m.shown for m in group.members.values() if member.inviter and member.inviter in m.shown), member.inviter)


def _spent(group: Group, member: Member) -> Cell | None:
    return member.purchases.spent_fen / 100 if member.purchases else None


def _orders(group: Group, member: Member) -> Cell | None:
    return float(member.purchases.orders) if member.purchases else None


def _last_order(group: Group, member: Member) -> Cell | None:
    return _moment(member.purchases.last_order_at) if member.purchases else None


def _channel(group: Group, member: Member) -> Cell | None:
    return member.purchases.channel if member.purchases else None


def _tags(group: Group, member: Member) -> Cell | None:
    """The channel once more as a tag, because a customer list has no place of its own for it."""
    return f"渠道-{member.purchases.channel}" if member.purchases and member.purchases.channel else None


SHOWN: Callable[[Group, Member], Cell | None] = lambda group, member: member.shown  # noqa: E731
NICKNAME: Callable[[Group, Member], Cell | None] = lambda group, member: member.person.nickname  # noqa: E731
WXID: Callable[[Group, Member], Cell | None] = lambda group, member: member.person.wxid  # noqa: E731
ROLE: Callable[[Group, Member], Cell | None] = lambda group, member: ROLES[member.role]  # noqa: E731
SCENE: Callable[[Group, Member], Cell | None] = lambda group, member: SCENES.get(member.scene, "")  # noqa: E731
MEMBER_ID: Callable[[Group, Member], Cell | None] = lambda group, member: member.person.member_id  # noqa: E731
PHONE: Callable[[Group, Member], Cell | None] = lambda group, member: member.person.phone  # noqa: E731

ROSTERS: dict[str, tuple[Column, ...]] = {
    "restaurant": (
        ("群昵称", SHOWN), ("微信昵称", NICKNAME), ("身份", ROLE), ("入群时间", _joined), ("入群方式", SCENE), ("邀请人", _inviter),
    ),
    "learning": (("群成员", SHOWN), ("角色", ROLE), ("进群日期", _joined_text), ("进群方式", SCENE), ("推荐人", _inviter)),
    "fintech": (
        ("微信号", WXID), ("群昵称", SHOWN), ("昵称", NICKNAME), ("会员号", MEMBER_ID), ("群身份", ROLE), ("加入时间", _joined),
    ),
    "founders": (("微信ID", WXID), ("群名片", SHOWN), ("角色", ROLE), ("入群日期", _joined_text), ("邀请者", _inviter)),
}  # fmt: skip
CUSTOMERS: dict[str, tuple[Column, ...]] = {
    "restaurant": (
        ("会员号", MEMBER_ID), ("昵称", SHOWN), ("手机号", PHONE), ("累计消费（元）", _spent), ("订单数", _orders),
        ("最近下单", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "learning": (
        ("会员编号", MEMBER_ID), ("群昵称", SHOWN), ("手机", PHONE), ("实付金额", _spent), ("购买次数", _orders),
        ("最近购买", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "fintech": (
        ("会员ID", MEMBER_ID), ("微信号", WXID), ("客户姓名", SHOWN), ("累计金额", _spent), ("订单数量", _orders),
        ("最后下单时间", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "founders": (
        ("微信号", WXID), ("称呼", SHOWN), ("消费金额", _spent), ("消费次数", _orders), ("最近消费", _last_order),
        ("渠道", _channel), ("标签", _tags),
    ),
}  # fmt: skip


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell | None]], made: datetime) -> bytes:
    """An .xlsx of one sheet; a title, where given, stands above the header. No cell becomes a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": made})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    at = 0
    if title:
        sheet.write_string(0, 0, title)
        at = 1
    sheet.write_row(at, 0, header)
    for at, row in enumerate(rows, at + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(at, column, cell, moment)
            elif cell is not None:
                sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def sheets(group: Group) -> Iterable[SheetFile]:
    """Roster and customer list of a group, and what its channels cost."""
    made = local(group.lines[-1].at).replace(tzinfo=None)
    columns = ROSTERS[group.archetype]
    members = list(group.members.values())
    title = f"{group.name} 成员名单（共{len(members)}人）" if group.archetype == "restaurant" else ""
    yield _sheet(f"{group.name}-成员.xlsx", "roster", title, columns, group, members, made)
    buyers = [m for m in members if m.purchases]
    yield _sheet(f"{group.name}-客户.xlsx", "customers", "", CUSTOMERS[group.archetype], group, buyers, made)
    costs = [
        (c.channel, c.purchase_fen / 100, c.advertising_fen / 100, c.shipping_fen / 100) for c in group.channel_costs
    ]
    header = ("渠道", "采购（元）", "投放（元）", "运费（元）")
    content = workbook("", header, costs, made)
    yield SheetFile(f"{group.name}-渠道成本.xlsx", "channel_costs", content, len(costs))


def _sheet(
    name: str, kind: str, title: str, columns: Sequence[Column], group: Group, members: Sequence[Member], made: datetime
) -> SheetFile:
    rows = [[value(group, member) for _, value in columns] for member in members]
    return SheetFile(name, kind, workbook(title, [word for word, _ in columns], rows, made), len(rows))
