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
    alias = member.inviter
    return next((m.shown for m in group.members.values() if alias and alias in m.shown), alias)


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


def _shown(group: Group, member: Member) -> Cell | None:
    return member.shown


def _nickname(group: Group, member: Member) -> Cell | None:
    return member.person.nickname


def _wxid(group: Group, member: Member) -> Cell | None:
    return member.person.wxid


def _role(group: Group, member: Member) -> Cell | None:
    return ROLES[member.role]


def _scene(group: Group, member: Member) -> Cell | None:
    return SCENES.get(member.scene, "")


def _member_id(group: Group, member: Member) -> Cell | None:
    return member.person.member_id


def _phone(group: Group, member: Member) -> Cell | None:
    return member.person.phone


ROSTERS: dict[str, tuple[Column, ...]] = {
    "restaurant": (
        ("群昵称", _shown), ("微信昵称", _nickname), ("身份", _role), ("入群时间", _joined), ("入群方式", _scene),
        ("邀请人", _inviter),
    ),
    "learning": (
        ("群成员", _shown), ("角色", _role), ("进群日期", _joined_text), ("进群方式", _scene), ("推荐人", _inviter),
    ),
    "fintech": (
        ("微信号", _wxid), ("群昵称", _shown), ("昵称", _nickname), ("会员号", _member_id), ("群身份", _role),
        ("加入时间", _joined),
    ),
    "founders": (
        ("微信ID", _wxid), ("群名片", _shown), ("角色", _role), ("入群日期", _joined_text), ("邀请者", _inviter),
    ),
}  # fmt: skip
CUSTOMERS: dict[str, tuple[Column, ...]] = {
    "restaurant": (
        ("会员号", _member_id), ("昵称", _shown), ("手机号", _phone), ("累计消费（元）", _spent), ("订单数", _orders),
        ("最近下单", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "learning": (
        ("会员编号", _member_id), ("群昵称", _shown), ("手机", _phone), ("实付金额", _spent), ("购买次数", _orders),
        ("最近购买", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "fintech": (
        ("会员ID", _member_id), ("微信号", _wxid), ("客户姓名", _shown), ("累计金额", _spent), ("订单数量", _orders),
        ("最后下单时间", _last_order), ("渠道", _channel), ("标签", _tags),
    ),
    "founders": (
        ("微信号", _wxid), ("称呼", _shown), ("消费金额", _spent), ("消费次数", _orders), ("最近消费", _last_order),
        ("渠道", _channel), ("标签", _tags),
    ),
}  # fmt: skip


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell | None]], made: datetime) -> bytes:
    """An .xlsx of one sheet; a title, where given, stands above the header. No cell becomes a formula."""
    out = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    options["in_memory"] = True
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": made})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    if title:
        sheet.write_string(0, 0, title)
    sheet.write_row(int(bool(title)), 0, header)
    for number, row in enumerate(rows, 1 + bool(title)):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, cell, moment)
            elif cell is not None:
                sheet.write(number, column, cell)
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
