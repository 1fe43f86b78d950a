"""WeChat's own mail text and text copied on a computer (platform F6, F7)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from qunce.gateway.connectors import api
from qunce.gateway.connectors.api import Options
from qunce.kernel.records import GroupRecord, MessageRecord, Problem, RosterRecord

BASE = date(2026, 1, 9)  # a Friday


def at(text: str, tz: str = "Asia/Shanghai") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz)).timestamp())


def parse(text: str, dialect: str, **options: object) -> list:
    return list(api.read(text.encode(), Options(**options), dialect=dialect))  # type: ignore[arg-type]


MAIL = """“周末徒步”微信群上的聊天记录如下，请查收。


—————  2026-02-26  —————


林小满  08:54

大家早
今天 10:30 出发

阿 福 🐳  08:55

[图片: a1.jpg(请在附件中查看)]


—————  2026-02-27  —————


老周  00:01

「林小满：今天 10:30 出发」
- - - - - - - - - - - - - - -
好的
"""


def test_mail() -> None:
    records = parse(MAIL, "wechat_mail")
    assert records[0] == GroupRecord(name="周末徒步")
    messages = records[1:]
    assert [(m.row, m.at, m.sender.shown, m.kind, m.text) for m in messages] == [
        (7, at("2026-02-26 08:54"), "林小满", "text", "大家早\n今天 10:30 出发"),
        (12, at("2026-02-26 08:55"), "阿 福 🐳", "image", "a1.jpg"),
        (20, at("2026-02-27 00:01"), "老周", "text", "好的"),
    ]
    assert (messages[2].quote_name, messages[2].quote_text) == ("林小满", "今天 10:30 出发")
    assert {m.precision for m in messages} == {60}


def test_mail_without_a_date_line_needs_the_day() -> None:
    text = 'Dear:\n微信群"徒步"的聊天记录如下:\n\n林小满  08:54\n早\n'
    assert api.detect(text.encode()).dialect == "wechat_mail"
    assert [need.key for need in api.detect(text.encode()).needs] == ["date"]
    assert isinstance(parse(text, "wechat_mail")[-1], Problem)
    assert parse(text, "wechat_mail", base_date=BASE)[-1].at == at("2026-01-09 08:54")


def test_mail_that_lost_its_double_spaces() -> None:
    records = parse(MAIL.replace("  08:5", " 08:5").replace("  00:01", " 00:01"), "wechat_mail")
    assert len([r for r in records if isinstance(r, MessageRecord)]) == 3


def test_mail_with_an_hour_that_does_not_exist() -> None:
    records = parse(MAIL.replace("08:55", "28:55"), "wechat_mail")
    assert [type(r).__name__ for r in records] == ["GroupRecord", "MessageRecord", "Problem", "MessageRecord"]
    assert records[2].row == 12
    assert "a1.jpg" in records[2].raw


TIMES = [
    ("2023/09/16 2:51 PM", "2023-09-16 14:51"),
    ("2024/1/1 12:00", "2024-01-01 12:00"),
    ("2024-01-15 10:30", "2024-01-15 10:30"),
    ("2024-01-15 10:30:07", "2024-01-15 10:30:07"),
    ("2025年9月23日 15:23", "2025-09-23 15:23"),
    ("2025年9月23日 下午3:23", "2025-09-23 15:23"),
    ("2025年9月23日 星期二 15:23", "2025-09-23 15:23"),
    ("9月23日 15:23", "2025-09-23 15:23"),
    ("12-31 23:59", "2025-12-31 23:59"),
    ("昨天 15:23", "2026-01-08 15:23"),
    ("前天 凌晨0:05", "2026-01-07 00:05"),
    ("星期三 10:02", "2026-01-07 10:02"),
    ("星期五 10:02", "2026-01-02 10:02"),
    ("周日 10:02", "2026-01-04 10:02"),
    ("Yesterday 3:23 PM", "2026-01-08 15:23"),
    ("Wednesday 10:02", "2026-01-07 10:02"),
    ("9/23/2025 3:23 PM", "2025-09-23 15:23"),
]


@pytest.mark.parametrize(("form", "moment"), TIMES)
@pytest.mark.parametrize("name", ["林小满", "阿 福 🐳", "3号店 小王 2.0", "周三", "A" * 40])
def test_pc_time_forms(form: str, moment: str, name: str) -> None:
    text = f"{name} {form}\n第一行\n第二行\n\n{name} {form}\n好\n"
    records = parse(text, "wechat_pc", base_date=BASE)
    assert [(r.row, r.at, r.sender.shown, r.text) for r in records] == [
        (1, at(moment), name, "第一行\n第二行"),
        (5, at(moment), name, "好"),
    ]
    assert api.detect(text.encode()).dialect == "wechat_pc"


def test_pc_other_zone() -> None:
    (record,) = parse("Mary 2024-01-15 10:30\nhi", "wechat_pc", tz="America/New_York")
    assert record.at == at("2024-01-15 10:30", "America/New_York")


def test_relative_times_without_a_paste_date_are_reported() -> None:
    text = "林小满 昨天 15:23\n早\n\n老周 2024-01-15 10:30\n好\n"
    problem, message = parse(text, "wechat_pc")
    assert (problem.row, problem.params) == (1, {"value": "昨天 15:23"})
    assert message.row == 4
    assert [need.key for need in api.detect(text.encode()).needs] == ["paste_date"]


def test_a_line_inside_a_message_is_no_head_when_heads_stand_apart() -> None:
    text = "林小满 2024-01-15 10:30\n改成\n明天见 2024-01-16 10:00\n\n"
    text += "老周 2024-01-15 10:31\n好的\n下午见 10:30\n"
    first, second = parse(text, "wechat_pc")
    assert first.text == "改成\n明天见 2024-01-16 10:00"
    assert second.text == "好的\n下午见 10:30"


def test_heads_close_together() -> None:
    text = "林小满 2024-01-15 10:30\n早\n老周 2024-01-15 10:31\n好的\n"
    assert [r.text for r in parse(text, "wechat_pc")] == ["早", "好的"]


def test_blank_lines_inside_a_message_stay() -> None:
    (record,) = parse("林小满 2024-01-15 10:30\n\n早\n\n\n好\n\n", "wechat_pc")
    assert record.text == "早\n\n\n好"


def test_system_sentences_copied_along() -> None:
    text = '林小满 2024-01-15 10:30\n早\n\n"林小满"邀请"小七"加入了群聊\n\n老周 2024-01-15 10:31\n欢迎\n'
    first, roster, second = parse(text, "wechat_pc")
    assert isinstance(roster, RosterRecord)
    assert (roster.event, roster.row, roster.at) == ("joined", 4, first.at)
    assert second.text == "欢迎"


def test_times_between_messages_date_what_follows() -> None:
    text = "昨天 15:23\n\n林小满:\n早\n\n老周：\n说：好\n"
    records = parse(text, "wechat_pc", base_date=BASE)
    assert [(r.sender.shown, r.text, r.at) for r in records] == [
        ("林小满", "早", at("2026-01-08 15:23")),
        ("老周", "说：好", at("2026-01-08 15:23")),
    ]


def test_no_times_at_all() -> None:
    text = "林小满:\n早\n\n老周：\n好\n"
    detection = api.detect(text.encode())
    assert (detection.dialect, [need.key for need in detection.needs]) == ("wechat_pc", ["date"])
    records = parse(text, "wechat_pc", base_date=BASE)
    assert {(r.at, r.precision) for r in records} == {(at("2026-01-09 00:00"), 86_400)}
    assert all(isinstance(r, Problem) for r in parse(text, "wechat_pc"))


def test_text_above_the_first_head_is_reported_once() -> None:
    problem, message = parse("这是半条消息\n的后半\n\n林小满 2024-01-15 10:30\n早", "wechat_pc")
    assert (problem.row, problem.raw) == (1, "这是半条消息\n的后半")
    assert message.row == 4


def test_own_name_is_marked() -> None:
    records = parse("林小满 2024-01-15 10:30\n早\n\n老周 2024-01-15 10:31\n好", "wechat_pc", self_name="老周")
    assert [r.sender.self_ for r in records] == [False, True]


def test_too_long_a_message_is_reported() -> None:
    text = f"林小满 2024-01-15 10:30\n{'长' * 300_000}\n\n老周 2024-01-15 10:31\n好"
    problem, message = parse(text, "wechat_pc")
    assert (problem.row, len(problem.raw), message.row) == (1, 500, 4)


def test_a_talk_typed_down_line_by_line() -> None:
    text = "林小满：今天几点出发？\n老周: 10:30\n阿福：好的\n带上水\n"
    detection = api.detect(text.encode())
    assert (detection.dialect, [need.key for need in detection.needs]) == ("wechat_pc", ["date"])
    assert detection.confidence < api.CERTAIN  # an address list looks the same: the person decides
    records = parse(text, "wechat_pc", base_date=BASE)
    assert [(r.row, r.sender.shown, r.text) for r in records] == [
        (1, "林小满", "今天几点出发？"), (2, "老周", "10:30"), (3, "阿福", "好的\n带上水"),
    ]  # fmt: skip
