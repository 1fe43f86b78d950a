"""Tables through a mapping: messages, rosters, customer lists; cells and broken rows."""

from collections import Counter
from datetime import date, datetime

import pytest

from qunce.gateway.connectors import api, columns, reasons, tables
from qunce.gateway.connectors.api import Mapping, Options
from qunce.gateway.connectors.cells import CellError, as_count, as_fen, as_id, as_moment, as_phone, as_tags
from qunce.gateway.connectors.times import TimeReader
from qunce.kernel.records import MemberRecord, MessageRecord, Problem, RosterRecord

from .helpers import at, parse, shared_data, workbook

CHAT = """时间,类型,昵称,内容
2024-01-15 10:30:07,文本,林小满,"大家早
今天, ""十点半"" 出发"
2024-01-15 10:31:00,进群,阿福,
2024-01-15 10:32:00,改名,阿福,阿福-望京店
2024-01-15 10:33:00,退群,小七,
2024-01-15 10:34:00,掉线,小七,
2024-01-15 10:35:00,图片,阿福,[图片]
2024-01-15 10:36:00,系统消息,,"""
CHAT += '"""林小满""邀请""老周""加入了群聊"\n'


def test_messages_and_roster_rows() -> None:
    records = parse(CHAT, "sheet_messages", "x.csv")
    message, join, rename, leave, image, invite = records
    assert isinstance(message, MessageRecord)
    assert (message.row, message.at, message.text) == (
        2,
        at("2024-01-15 10:30:07"),
        '大家早\n今天, "十点半" 出发',
    )
    assert [(r.event, r.row, [t.shown for t in r.targets], r.extra) for r in (join, rename, leave)] == [
        ("joined", 3, ["阿福"], ""),
        ("member_renamed", 4, ["阿福"], "阿福-望京店"),
        ("left", 5, ["小七"], ""),
    ]
    assert (image.kind, image.text, image.row) == ("image", "", 7)
    assert isinstance(invite, RosterRecord)
    assert (invite.event, invite.actor.shown, invite.row) == ("joined", "林小满", 8)


def test_a_mapping_decides() -> None:
    text = "a;b;c;d\n林小满;你好;hello;2024/1/15 10:30\n阿福;在吗;shout;2024/1/15 10:31\n"
    assert api.detect(text.encode(), "x.csv").needs[0].key == "mapping"
    mapping = Mapping(table="messages", columns=("sender", "text", "kind", "time"), kinds={"hello": "text"})
    first, second = parse(text, "sheet_messages", "x.csv", mapping=mapping)
    assert (first.sender.shown, first.text, first.at, first.precision) == (
        "林小满", "你好", at("2024-01-15 10:30"), 60,
    )  # fmt: skip
    assert isinstance(second, Problem)
    assert (second.row, second.reason, second.params) == (3, reasons.UNKNOWN_KIND.reason, {"value": "shout"})
    ignoring = Mapping(table="messages", columns=mapping.columns, kinds={"hello": "text"}, other_kinds="ignore")
    assert len(parse(text, "sheet_messages", "x.csv", mapping=ignoring)) == 1


def test_without_a_header_that_says_anything_nothing_is_guessed() -> None:
    (problem,) = parse("x,y\n1,2\n", "sheet_messages", "x.csv")
    assert problem.reason == reasons.NO_TABLE.reason


def test_the_proposal_shows_kinds_and_remembers_by_header() -> None:
    proposal = tables.propose_for(api.take_sample(CHAT.encode(), "x.csv"), "messages")
    assert proposal is not None
    assert proposal.mapping.columns == ("time", "kind", "sender", "text")
    assert proposal.kinds_seen["进群"] == "joined"
    assert proposal.kinds_seen["掉线"] == "ignore"
    assert columns.signature(["时间", " 内容 "]) == columns.signature(["时间", "内容"])
    assert columns.signature(["时间", "内容"]) != columns.signature(["内容", "时间"])


def test_broken_rows_are_reported_alone() -> None:
    rows = [
        "time,nick,text",
        "2024-01-15 10:30:00,林小满,好",
        "2024-01-15 10:31:00,林小满",
        "2024-13-45 10:32:00,林小满,好",
        "2024-01-15 10:33:00,林小满,好,多,了",
        '2024-01-15 10:34:00,林小满,"没关',
        "2024-01-15 10:35:00,林小满,好",
        "2024-01-15 10:36:00,,好",
        ",林小满,好",
        "昨天 10:00,林小满,好",
        f"2024-01-15 10:37:00,林小满,{'长' * 300_000}",
        f"2024-01-15 10:37:00,林小满,{'长' * 1_500_000}",
        "2024-01-15 10:38:00,=cmd|' /C calc'!A0,好",
    ]
    records = parse("\n".join(rows), "sheet_messages", "x.csv")
    problems = {r.row: r.reason for r in records if isinstance(r, Problem)}
    assert problems == {
        3: reasons.TOO_FEW_COLUMNS.reason,
        4: reasons.NO_SUCH_TIME.reason,
        5: reasons.TOO_MANY_COLUMNS.reason,
        6: reasons.OPEN_QUOTE.reason,
        8: reasons.NO_SENDER.reason,
        9: reasons.NO_TIME.reason,
        10: reasons.NO_DATE.reason,
        11: reasons.TOO_LONG.reason,
        12: reasons.TOO_LONG.reason,
    }
    assert all(len(r.raw) <= 500 for r in records if isinstance(r, Problem))
    kept = [r for r in records if isinstance(r, MessageRecord)]
    assert [r.row for r in kept] == [2, 7, 13]
    assert kept[-1].sender.shown == "=cmd|' /C calc'!A0"


def test_quotes_inside_unquoted_cells_are_text() -> None:
    text = 'time,nick,text\n2024-01-15 10:30:00,A,5" pipe\n2024-01-15 10:31:00,B,ok\n'
    assert [r.text for r in parse(text, "sheet_messages", "x.csv")] == ['5" pipe', "ok"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(("delimiter", "newline"), [(",", "\n"), (";", "\r\n"), ("\t", "\r\n")])
def test_encodings_and_delimiters(encoding: str, delimiter: str, newline: str) -> None:
    text = "时间,昵称,内容\n2024-01-15 10:30:00,林小满,早上好\n2024-01-15 10:31:00,阿福,吃了吗？\n"
    data = text.replace(",", delimiter).replace("\n", newline).encode(encoding)
    assert api.detect(data, "x.csv").dialect == "sheet_messages"
    records = parse(data, "sheet_messages", "x.csv")
    assert [(r.sender.shown, r.text) for r in records] == [("林小满", "早上好"), ("阿福", "吃了吗？")]


def test_workbook_of_messages() -> None:
    when = datetime(2024, 1, 15, 10, 30, 7)
    data = workbook([["时间", "发送人", "内容"], [when, "林小满", "早"], [45306.5, "阿福", "=1+1"], [None, "x", "y"]])
    assert api.detect(data, "x.xlsx").dialect == "sheet_messages"
    first, second, third = parse(data, "sheet_messages", "x.xlsx")
    assert (first.row, first.at, first.text) == (2, at("2024-01-15 10:30:07"), "早")
    assert (second.at, second.text) == (at("2024-01-15 12:00"), "=1+1")
    assert (third.row, third.reason) == (4, reasons.NO_TIME.reason)


def test_a_workbook_of_several_sheets() -> None:
    data = workbook([["时间", "发送人", "内容"], ["2024-01-15 10:30:00", "阿福", "早"]], sheets=3)
    sample = api.detect(data, "x.xlsx").sample
    assert (sample.sheets, sample.encoding, len(sample.rows)) == (("Sheet1", "Sheet2", "Sheet3"), "", 2)
    assert len(parse(data, "sheet_messages", "x.xlsx")) == 1
    assert len(parse(data, "sheet_messages", "x.xlsx", sheet="Sheet3")) == 1
    (problem,) = parse(data, "sheet_messages", "x.xlsx", sheet="Sheet1")
    assert problem.reason == reasons.NO_TABLE.reason


def test_serial_dates_of_1904() -> None:
    data = workbook([["时间", "发送人", "内容"], [43844.5, "阿福", "早"]], date1904=True)
    (record,) = parse(data, "sheet_messages", "x.xlsx")
    assert record.at == at("2024-01-15 12:00")


def test_day_and_hour_in_two_columns() -> None:
    text = "日期,时刻,昵称,内容\n2024/1/15,10:30,林小满,早\n2024/1/15,25:30,林小满,早\n"
    first, second = parse(text, "sheet_messages", "x.csv")
    assert (first.at, first.precision) == (at("2024-01-15 10:30"), 60)
    assert second.reason == reasons.NO_SUCH_TIME.reason


ROSTER = """群昵称,微信号,角色,入群时间,邀请人,会员号,手机号,消费金额,订单数,最近下单,标签
林小满,lin_xm,群主,2024-01-15 10:30,,0001,+86 138-0013-8000,"¥1,234.50",3,2024/2/1,"老客, VIP;VIP"
阿福,,成员,2024年1月16日,林小满,900000000000000012,１３８００１３８００１,0.005,,,
,,,,,,,,,,
小七,,管理员,,,,1.38E+10,12,1,,
老周,,成员,,,,,一百,1,,
"""


def test_roster() -> None:
    assert api.detect(ROSTER.encode(), "名单.csv").dialect == "sheet_members"
    lin, fu, damaged, unreadable = parse(ROSTER, "sheet_members", "名单.csv")
    assert isinstance(lin, MemberRecord)
    assert (lin.name.shown, lin.name.id, lin.role, lin.member_id) == ("林小满", "lin_xm", "owner", "0001")
    assert (lin.phone, lin.spent_fen, lin.orders, lin.tags) == ("13800138000", 123_450, 3, ["老客", "VIP"])
    assert (lin.joined_at, lin.last_order_at) == (at("2024-01-15 10:30"), at("2024-02-01 00:00"))
    assert (fu.inviter, fu.member_id, fu.phone, fu.spent_fen) == (
        "林小满", "900000000000000012", "13800138001", 1,
    )  # fmt: skip
    assert (damaged.row, damaged.reason) == (5, reasons.DAMAGED_NUMBER.reason)
    assert (unreadable.row, unreadable.reason) == (6, reasons.BAD_MONEY.reason)


def test_roster_workbook_keeps_phones_and_refuses_cut_ids() -> None:
    data = workbook([["姓名", "会员号", "手机"], ["阿福", "007", 13800138000], ["小七", 900000000000000012, None]])
    assert api.detect(data, "x.xlsx").dialect == "sheet_members"
    fu, qi = parse(data, "sheet_members", "x.xlsx")
    assert (fu.member_id, fu.phone) == ("007", "13800138000")
    assert qi.reason == reasons.DAMAGED_NUMBER.reason


def test_a_paste_of_names_is_a_roster() -> None:
    records = parse("林小满\n阿福 🐳\n\n小七\n", "sheet_members")
    assert [(r.row, r.name.shown) for r in records] == [(1, "林小满"), (2, "阿福 🐳"), (4, "小七")]


def test_contact_list_of_chatlog() -> None:
    text = "UserName,Alias,Remark,NickName\nwxid_1,,林老板,林小满\nwxid_2,,,阿福\n"
    lin, fu = parse(text, "sheet_members", "contact.csv")
    assert (lin.name.id, lin.name.remark, lin.name.nickname, lin.name.shown) == (
        "wxid_1", "林老板", "林小满", "林老板",
    )  # fmt: skip
    assert (fu.name.shown, fu.name.id) == ("阿福", "wxid_2")


@pytest.mark.parametrize(
    ("cell", "fen"),
    [("¥1,234.5", 123_450), ("128", 12_800), (128.0, 12_800), (0.285, 29), ("1.2万", 1_200_000), ("３０元", 3_000),
     ("", None), ("-", None), ("￥0", 0)],
)  # fmt: skip
def test_money(cell: str | float, fen: int | None) -> None:
    assert as_fen(cell) == fen


@pytest.mark.parametrize("cell", ["一百", "12,3x", "-5", "1e5", "9" * 40])
def test_money_that_is_none(cell: str) -> None:
    with pytest.raises(CellError):
        as_fen(cell)


def test_ids_phones_counts_tags() -> None:
    assert as_phone("（+86）138 0013 8000") == "13800138000"
    assert as_phone("+852 9123 4567") == "+85291234567"
    assert as_phone(13800138000.0) == "13800138000"
    assert as_id("'00123") == "00123"
    assert as_count("1,024") == 1024
    assert as_count("无") is None
    assert as_tags("老客、VIP|老客") == ["老客", "VIP"]
    for bad in ("1.38E+10", 1.38e18):
        with pytest.raises(CellError):
            as_id(bad)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("2026/11/21", "2026-11-21 00:00"), ("2026年11月21日 下午3:05", "2026-11-21 15:05"),
        ("11-21 15:05", "2025-11-21 15:05"), ("昨天 12:30", "2026-01-08 12:30"), ("星期三", "2026-01-07 00:00"),
        ("2024-01-15T10:30:00Z", "2024-01-15 18:30"), ("2024-01-15T10:30:00+08:00", "2024-01-15 10:30"),
        ("2024.1.5 8:05:09", "2024-01-05 08:05:09"), ("20240115", "2024-01-15 00:00"),
        ("20240115 103000", "2024-01-15 10:30"), ("1705285800", "2024-01-15 10:30"),
        ("1705285800123", "2024-01-15 10:30"), ("2024-01-15 10:30:00.123", "2024-01-15 10:30"),
        ("45306", "2024-01-15 00:00"), ("45306.4375", "2024-01-15 10:30"), ("12:30", "2026-01-09 12:30"),
        ("２０２４－０１－１５ １０：３０", "2024-01-15 10:30"), ("1月5日 凌晨12:30", "2026-01-05 00:30"),
        ("2024-01-15 12:30 AM", "2024-01-15 00:30"), ("2024-01-15 中午12:30", "2024-01-15 12:30"),
        ("2月29日 8:00", "2024-02-29 08:00"), (" 2024-01-15 10:30:00 ", "2024-01-15 10:30"),
    ],
)  # fmt: skip
def test_moments(text: str, want: str) -> None:
    assert as_moment(text, TimeReader("Asia/Shanghai", date(2026, 1, 9)))[0] == at(want)


@pytest.mark.parametrize("text", ["", "明天", "2024-02-30", "25:00", "2024-1-1 10:61", "1.5", "0000-00-00 00:00:00",
                                  "9999999999999", "2024-01-15 10:30:00 x", "99/99", "２", "Ⅷ月"])  # fmt: skip
def test_moments_that_are_none(text: str) -> None:
    with pytest.raises(CellError):
        as_moment(text, TimeReader("Asia/Shanghai", date(2026, 1, 9)))


def test_summer_time_days() -> None:
    reader = TimeReader("America/New_York")
    for text in ("2024-03-10 01:59:59", "2024-03-10 12:00:00", "2024-11-03 00:30:00", "2024-11-03 23:30:00"):
        assert reader.read(text)[0] == at(text, "America/New_York")
    shanghai = TimeReader()
    assert shanghai.read("1991-07-01 12:00:00")[0] == at("1991-07-01 12:00:00")


@pytest.mark.real_data
def test_the_irc_channel() -> None:
    path = shared_data() / "irc_qtox/messages.csv"
    if not path.exists():
        pytest.skip("shared data absent")
    detection = api.detect(path)
    assert (detection.dialect, detection.needs) == ("sheet_messages", ())
    counts: Counter[str] = Counter()
    for record in api.read(path, Options(tz="Europe/London"), dialect="sheet_messages"):
        counts[getattr(record, "kind", "") or getattr(record, "event", "problem")] += 1
    assert counts == {"text": 35_922, "joined": 13_097, "member_renamed": 309, "left": 217}
