"""One invented talk as every dialect writes it, with the records it must give.

People, shops and words are made up. Each Golden names its dialect; several may stand for one
dialect (encodings, spans, headers). Expected records are written as short tuples, see ``short``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qunce.gateway.connectors.api import Options
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Problem, Record, RosterRecord

from .helpers import at

FU = "阿 福 🐳"
LONG = "城东花店的小满姐姐也是徒步队领队请加我备注城东两个字我会拉你进群谢谢大家啦～🌿A"  # 40 characters
assert len(LONG) == 40
QUOTED = "今天 10:30 出发"
FIRST = f"大家早\n{QUOTED}，@{FU}\u2005带水"
REPLY = "好的\u2028收到"


@dataclass(frozen=True)
class Golden:
    dialect: str
    name: str
    filename: str
    data: bytes
    expected: list[tuple[Any, ...]]
    options: Options = field(default_factory=Options)
    text: bool = True  # damage to single bytes keeps it readable

    def __str__(self) -> str:
        return f"{self.dialect}-{self.name}"


def short(records: Iterable[Record]) -> list[tuple[Any, ...]]:
    """Records as tuples: what a person would compare."""
    return [short_one(record) for record in records]


def short_one(record: Record) -> tuple[Any, ...]:
    if isinstance(record, MessageRecord):
        quote = (record.quote_name, record.quote_text)
        return (
            "m",
            record.row,
            record.at,
            record.sender.shown,
            record.kind,
            record.text,
            *filter(None, quote),
        )
    if isinstance(record, RosterRecord):
        actor = record.actor.shown if record.actor else ""
        return ("r", record.row, record.at, record.event, actor, *(name.shown for name in record.targets))
    if isinstance(record, MemberRecord):
        return ("p", record.row, record.name.shown, record.name.id, record.role)
    if isinstance(record, GroupRecord):
        return ("g", record.name)
    assert isinstance(record, Problem)
    return ("x", record.row, record.reason)


def moment(clock: str) -> int:
    return at(f"2024-01-15 {clock}")


def talk_rows(rows: list[int], *, seconds: bool = True, quote: bool = True) -> list[tuple[Any, ...]]:
    """The expected messages at their rows: the whole talk, or to the minute."""
    times = ["10:30:07", "10:31:05", "10:31:30", "10:33:00"] if seconds else ["10:30", "10:31", "10:31", "10:33"]
    quoted = ("林小满", QUOTED) if quote else ()
    return [
        ("m", rows[0], moment(times[0]), "林小满", "text", FIRST),
        ("m", rows[1], moment(times[1]), FU, "image", ""),
        ("m", rows[2], moment(times[2]), "小七", "text", REPLY, *quoted),
        ("m", rows[3], moment(times[3]), LONG, "text", "=1+1"),
    ]


def system_rows(rows: list[int], clocks: tuple[str, str] = ("10:32:00", "10:32:30")) -> list[tuple[Any, ...]]:
    return [
        ("r", rows[0], moment(clocks[0]), "joined", "林小满", "老周"),
        ("r", rows[1], moment(clocks[1]), "recalled", "小七"),
    ]


def mixed_rows(rows: list[int], **options: bool) -> list[tuple[Any, ...]]:
    """Six rows: three messages, two sentences of the system, the last message."""
    talk = talk_rows([rows[0], rows[1], rows[2], rows[5]], **options)
    return [*talk[:3], *system_rows([rows[3], rows[4]]), talk[3]]


JOIN = '"林小满"邀请"老周"加入了群聊'
RECALL = '"小七" 撤回了一条消息'
QUOTE_BLOCK = f"「林小满：{QUOTED}」\n- - - - - - - - - - - - - - -\n{REPLY}"

# --- WeChat itself -----------------------------------------------------------------------------

MAIL = f"""“周末徒步”微信群上的聊天记录如下，请查收。


—————  2024-01-15  —————


林小满  10:30

{FIRST}

{FU}  10:31

[图片: 07.jpg(请在附件中查看)]

小七  10:31

{QUOTE_BLOCK}

{LONG}  10:33

=1+1
"""
MAIL_EXPECTED = [("g", "周末徒步"), *talk_rows([7, 12, 16, 22], seconds=False)]
MAIL_EXPECTED[2] = ("m", 12, moment("10:31"), FU, "image", "07.jpg")

PC = f"""林小满 2024-01-15 10:30
{FIRST}

{FU} 2024-01-15 10:31
[图片]

小七 2024-01-15 10:31
{QUOTE_BLOCK}

{JOIN}

{LONG} 2024-01-15 10:33
=1+1
"""
PC_ROSTER = ("r", 13, moment("10:31"), "joined", "林小满", "老周")
PC_TALK = talk_rows([1, 5, 8, 15], seconds=False)
PC_EXPECTED = [*PC_TALK[:3], PC_ROSTER, PC_TALK[3]]

# --- text exports ------------------------------------------------------------------------------

MEMOTRACE_TXT = f"""2024-01-15 10:30:07 林小满
{FIRST}

2024-01-15 10:31:05 {FU}
[图片]

2024-01-15 10:31:30 小七
{REPLY}
引用:林小满:{QUOTED}

2024-01-15 10:32:00 {JOIN}

2024-01-15 10:32:30 {RECALL}

2024-01-15 10:33:00 {LONG}
=1+1

"""
WEFLOW_TXT = f"""2024-01-15 10:30:07 '林小满'
{FIRST}

2024-01-15 10:31:05 '{FU}'
[图片]

2024-01-15 10:31:30 '小七'
{REPLY}[引用 林小满：{QUOTED}]

2024-01-15 10:32:00 '系统消息'
{JOIN}

2024-01-15 10:32:30 '系统消息'
{RECALL}

2024-01-15 10:33:00 '{LONG}'
=1+1

"""
WECHATEXPORTER = f"""周末徒步 - 微信聊天记录

林小满 (2024-01-15 10:30:07):{FIRST}
{FU} (2024-01-15 10:31:05):[图片]
小七 (2024-01-15 10:31:30):{QUOTE_BLOCK}
系统消息: {JOIN}
系统消息: {RECALL}
{LONG} (2024-01-15 10:33:00):=1+1
"""
EXPORTER_EXPECTED = [("g", "周末徒步"), *mixed_rows([3, 5, 6, 9, 10, 11])]
EXPORTER_EXPECTED[4:6] = system_rows([9, 10], ("10:31:30", "10:31:30"))


def chatlog_text(form: str) -> str:
    """chatlog's text with times cut as it cuts them; {d} = what is shown of the day."""
    return f"""林小满(wxid_lin) {form}10:30:07
{FIRST}

{FU}(我) {form}10:31:05
![图片](http://127.0.0.1:5030/image/abc,def)

小七(wxid_qi) {form}10:31:30
> 林小满(wxid_lin) 01-15 10:30:07
> {QUOTED}
{REPLY}

系统消息 {form}10:32:00
{JOIN}

系统消息 {form}10:32:30
{RECALL}

{LONG}(wxid_long) {form}10:33:00
=1+1

"""


CHATLOG_EXPECTED = mixed_rows([1, 5, 8, 13, 16, 19])
CHATLOG_ROOMS = """林小满(wxid_lin) [周末徒步(1@chatroom)] 2024-01-15 10:30:07
早

阿福(wxid_fu) [花店(2@chatroom)] 2024-01-15 10:31:05
不在这个群

小七(wxid_qi) [周末徒步(1@chatroom)] 2024-01-15 10:33:00
好
"""
QQ = f"""消息记录（此消息记录为文本格式，不支持重新导入）

================================================================
消息分组:我的群聊
================================================================
消息对象:周末徒步
================================================================

2024-01-15 10:30:07 【群主】林小满(10001)
{FIRST}

2024-01-15 10:31:05 {FU}(10002)
[图片]

2024-01-15 10:31:30 小七<qi@example.com>
{REPLY}

2024-01-15 10:32:00 系统消息(10000)
{JOIN}

2024-01-15 10:32:30 系统消息(10000)
{RECALL}

2024-01-15 10:33:00 {LONG}(10003)
=1+1

"""
