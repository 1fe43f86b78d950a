"""Encodings, lines, JSON and the parts that dialects share."""

# ruff: noqa: E501 - tables of cases

import json
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.gateway.connectors import api, ladder, reasons
from qunce.gateway.connectors.chatlab_export import write_json, write_jsonl
from qunce.gateway.connectors.json_rows import JsonStream
from qunce.gateway.connectors.placeholders import classify
from qunce.gateway.connectors.source import MAX_LINE, Source
from qunce.gateway.connectors.system_lines import parse_line
from qunce.gateway.connectors.wechat_types import kind_of_code, read_body, split_code
from qunce.kernel.records import (
    GroupRecord,
    MemberRecord,
    MessageRecord,
    Name,
    Problem,
    Record,
    RosterRecord,
)

from .golden import GOLDEN
from .helpers import parse, shared_data

CHINESE = "林小满 2024-01-15 10:30\n大家早，今天 10:30 出发\n\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_ladder(encoding: str) -> None:
    text = CHINESE * 5
    data = text.encode(encoding)
    found = ladder.guess(data)
    assert ladder.decode(data, found) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_character_cut_at_the_end_of_the_sample(encoding: str) -> None:
    data = (CHINESE * 5).encode(encoding)
    for cut in range(len(data) - 12, len(data)):
        assert ladder.guess(data[:cut], whole=False) == encoding
        sample = ladder.decode(data[:cut], encoding, whole=False)
        assert "\ufffd" not in sample


def test_ascii_first_then_another_encoding() -> None:
    data = b"a" * 70_000 + b"\n" + ("林小满\n" * 50).encode("gb18030")
    assert Source(data).encoding == "gb18030"
    assert Source(b"a" * 70_000 + b"\n" + "林小满\n".encode() * 50).encoding == "utf-8"
    assert "".join(Source(data).blocks()).endswith("林小满\n")


@given(st.binary(max_size=400))
def test_any_bytes_have_an_encoding(data: bytes) -> None:
    found = ladder.guess(data)
    ladder.decode(data, found)
    "".join(Source(data).blocks())


def test_bytes_that_no_encoding_reads_are_reported_once() -> None:
    good, bad = CHINESE.encode(), b"\xe6\x9e\xff\xfe"
    records = parse(good * 40 + bad + b"\n\n" + good, "wechat_pc")
    damage = [r for r in records if isinstance(r, Problem)]
    assert [(r.reason, r.row) for r in damage] == [(reasons.BAD_CHARACTERS.reason, 121)]
    assert len([r for r in records if isinstance(r, MessageRecord)]) == 41


@pytest.mark.parametrize("block", [7, 1 << 18])
def test_lines_are_whole_whatever_the_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.gateway.connectors.source._BLOCK", block)
    text = "一\r\n二\u2028三\x0b\x0c\x85四\r五\n\n六"
    lines = [line for part in Source(text.encode()).lines() for line in part]
    assert lines == ["一", "二\u2028三\x0b\x0c\x85四", "五", "", "六"]


def test_a_line_without_end_is_cut() -> None:
    data = b"a" * (3 * MAX_LINE) + b"\nb\n"
    lines = [line for part in Source(data).lines() for line in part]
    assert [len(line) for line in lines] == [MAX_LINE + 1, 1]


# --- JSON ---


def elements(text: str) -> list:
    return list(JsonStream(Source(text.encode())).elements())


def test_json_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qunce.gateway.connectors.source._BLOCK", 11)
    items = [{"a": "林小满" * 9, "n": 12345678901234567890, "l": [1, {"b": '\\"'}]}, {"x": 1.5, "y": None}]
    assert elements(json.dumps(items)) == [(1, items[0]), (2, items[1])]


def test_a_damaged_element_costs_itself_alone() -> None:
    good = json.dumps({"a": "x" * 200})
    rows = elements(f"[{good},\n{{'bad': 1}},\n{good},\n7,\n{good}]")
    assert [(row, item.reason if isinstance(item, Problem) else "ok") for row, item in rows] == [
        (1, "ok"), (2, reasons.BROKEN_LINE.reason), (3, "ok"), (4, reasons.NOT_AN_OBJECT.reason), (5, "ok"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '[{"a":' * 50_000, '{"a":1}', "", "[", '[{"a":"', "[{}{}]", "[{},,{}]"]
)
def test_hostile_json_ends_in_a_report(text: str) -> None:
    begin = time.process_time()
    rows = elements(text)
    assert time.process_time() - begin < 3
    assert isinstance(rows[-1][1], Problem) or text == "[{},,{}]"


def test_nul_and_half_surrogates_in_json() -> None:
    ((_, item),) = elements('[{"a": "x\\u0000y\\ud83d!", "ok": "\\ud83d\\udc33"}]')
    assert item == {"a": "xy\ufffd!", "ok": "🐳"}
    line = '{"_type":"message","sender":"a\\ud83d","timestamp":1705285800,"type":0,"content":"b\\u0000"}\n'
    (record,) = parse(line, "chatlab_jsonl")
    assert isinstance(record, MessageRecord)
    assert (record.sender.shown, record.text) == ("a\ufffd", "b")


# --- our own export ---

_names = st.builds(
    Name,
    shown=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool),
    id=st.sampled_from(["", "wxid_1", "wxid_2"]),
    nickname=st.sampled_from(["", "林"]),
    remark=st.sampled_from(["", "老客"]),
    group_nickname=st.sampled_from(["", "林-城东"]),
    self_=st.booleans(),
)
_texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=60)
_times = st.integers(1_000_000_000, 2_000_000_000)
_messages = st.builds(
    MessageRecord,
    row=st.just(1),
    at=_times,
    sender=_names,
    kind=st.sampled_from(["text", "image", "chain", "announcement", "mini_program", "recalled", "other", "pat"]),
    text=_texts,
    precision=st.sampled_from([1, 60, 86_400]),
    external_id=st.sampled_from(["", "901"]),
    reply_to=st.sampled_from(["", "900"]),
    quote_name=st.sampled_from(["", "小七"]),
    quote_text=_texts,
    talker=st.sampled_from(["", "1@chatroom"]),
)
_rosters = st.builds(
    RosterRecord,
    row=st.just(1),
    at=_times,
    event=st.sampled_from(["joined", "member_renamed", "notice", "template_unexpanded"]),
    actor=st.none() | _names,
    targets=st.lists(_names, max_size=2),
    text=_texts,
    scene=st.sampled_from(["", "code"]),
    extra=_texts,
    precision=st.sampled_from([1, 60]),
)
_members = st.builds(
    MemberRecord,
    row=st.just(1),
    name=_names,
    role=st.sampled_from(["", "owner", "member"]),
    phone=st.sampled_from(["", "13800138000"]),
    spent_fen=st.none() | st.integers(0, 10**9),
    tags=st.lists(st.sampled_from(["老客", "VIP"]), max_size=2),
)
_groups = st.builds(
    GroupRecord, name=_texts.filter(bool), id=st.just("1@chatroom"), size=st.none() | st.integers(0, 500)
)


def _without_rows(records: list[Record]) -> list[dict[str, object]]:
    return [{name: getattr(record, name) for name in record.__struct_fields__ if name != "row"} for record in records]


@pytest.mark.parametrize(("writer", "dialect"), [(write_json, "chatlab_json"), (write_jsonl, "chatlab_jsonl")])
@settings(max_examples=60, deadline=None)
@given(group=_groups, members=st.lists(_members, max_size=3), talk=st.lists(_messages | _rosters, max_size=6))
def test_our_own_export_reads_back_the_same(writer, dialect, group, members, talk) -> None:  # type: ignore[no-untyped-def]
    records: list[Record] = [group, *members, *talk]
    data = "".join(writer(records, exported_at=1)).encode()
    assert api.detect(data, "x").dialect == dialect
    assert _without_rows(parse(data, dialect)) == _without_rows(records)


@pytest.mark.parametrize("golden", GOLDEN, ids=str)
def test_every_dialect_survives_our_export(golden) -> None:  # type: ignore[no-untyped-def]
    records = list(api.read(golden.data, golden.options, dialect=golden.dialect, filename=golden.filename))
    data = "".join(write_jsonl(records, exported_at=1)).encode()
    groups = [r for r in records if isinstance(r, GroupRecord)] or [GroupRecord(id="", name="")]
    back = [r for r in parse(data, "chatlab_jsonl") if not isinstance(r, GroupRecord)]
    kept = [r for r in records if not isinstance(r, GroupRecord)]
    assert groups
    assert _without_rows(back) == _without_rows(kept)


# --- words and codes ---


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("[图片]", "image", ""), ("[图片: a.jpg(请在附件中查看)]", "image", "a.jpg"), ("[微笑]", "text", "[微笑]"),
        ("[微笑][强]", "text", "[微笑][强]"), ("[文件] 报价.pdf", "file", "报价.pdf"),
        ("[文件|报价.pdf](http://127.0.0.1/file/x)", "file", "报价.pdf"), ("[红包]谢谢老板", "text", "[红包]谢谢老板"),
        ("[链接|标题](https://example.com/a)", "link", "标题 https://example.com/a"), ("[语音通话]", "call", ""),
        ("![图片](http://h/image/a,b)", "image", ""), ("[转账|发送 ￥10.00](午饭)", "transfer", "发送 ￥10.00"),
        ("[合并转发|群聊的聊天记录]\n小林: 好", "forward", "群聊的聊天记录\n小林: 好"),
        ("#接龙\n报名\n1. 小林", "chain", "#接龙\n报名\n1. 小林"), ("@所有人 今晚八点", "announcement", "@所有人 今晚八点"),
        ("[Photo]", "image", ""), ("[动画表情]", "sticker", ""), ("[", "text", "["), ("[]", "text", "[]"),
        ("#接龙吗？不接", "text", "#接龙吗？不接"),
    ],
)  # fmt: skip
def test_placeholders(text: str, kind: str, left: str) -> None:
    assert classify(text) == (kind, left)


def test_codes() -> None:
    assert split_code(244813135921) == (49, 57)
    assert kind_of_code(25769803825) == "file"
    assert kind_of_code(266287972401) == "pat"
    assert (kind_of_code(10000), kind_of_code(3), kind_of_code(999), kind_of_code(49, 2001)) == (
        "system", "image", "other", "red_packet",
    )  # fmt: skip


@pytest.mark.parametrize(
    "xml",
    ["<msg", "<msg></msg>", "<msg><appmsg/></msg>", '<!DOCTYPE a [<!ENTITY b "c">]><msg>&b;</msg>', "<msg>" * 5_000,
     "<msg><appmsg><type>57</type><title>x</title><refermsg><content>&lt;msg&gt;</content></refermsg></appmsg></msg>"],
)  # fmt: skip
def test_raw_bodies_never_raise(xml: str) -> None:
    for code in (1, 3, 42, 48, 49):
        read_body(code, 57, xml)


HOSTILE_LINES = [
    "—" * 200_000, "—" * 60_000 + "a" + "—" * 60_000, " " * 200_000 + "x", "林" + " " * 200_000 + "08:5",
    "(1234)" * 40_000, "<a" * 90_000, "2024-01-15 10:30:00 " + "(1234) " * 30_000, "「a：" + "」\n     \n" * 4_000,
    "「a：" + "」" + "\n \n" * 8_000 + "-", "[图片](" * 30_000, "[图片|" + "](" * 60_000, "[引用 " * 40_000 + "]",
    "> " * 90_000, "> a\n" * 8_000, '"邀请' * 60_000, "昵称:" + " " * 200_000 + "x", "x " + "星期三 " * 40_000 + "10:30",
    "a,b,c\n" + '"' * 100_001, "[" * 60_000, '{"a":' * 60_000, "消息对象:" + " " * 200_000 + "x", "=" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("line", HOSTILE_LINES, ids=range(len(HOSTILE_LINES)))
def test_nothing_that_anybody_writes_is_slow_to_read(line: str) -> None:
    """A member of the group must not be able to stop its owner's import with a message."""
    data = f"林小满 2024-01-15 10:30\n\n{line}\n\n{line}\n".encode()
    begin = time.process_time()
    for dialect in api.load_all():
        for sample in (data, line.encode()):
            dialect.sniff(api.take_sample(sample))
            list(api.read(sample, dialect=dialect.key))
    table = json.dumps(
        {"chatlab": {}, "messages": [{"sender": line, "timestamp": 1705285800, "content": line[:200_000]}]}
    )
    list(api.read(table.encode(), dialect="chatlab_json"))
    classify(line)
    assert time.process_time() - begin < 10


def test_sentences_made_to_be_slow() -> None:
    rng = random.Random(3)
    pieces = [
        '"',
        "邀请",
        "加入了群聊",
        "通过扫描",
        "二维码",
        "你",
        "、",
        "群聊参与人还有：",
        "移出",
        "invited ",
    ]
    begin = time.process_time()
    for _ in range(40):
        parse_line("".join(rng.choice(pieces) for _ in range(600)))
    parse_line('"邀请' * 650)
    parse_line('"' * 900 + "邀请" + '"' * 900 + "加入了群聊")
    assert time.process_time() - begin < 5


@pytest.mark.real_data
def test_archived_wecom_messages() -> None:
    path = shared_data() / "wecom_vectors/msgaudit_samples.jsonl"
    if not path.exists():
        pytest.skip("shared data absent")
    samples = [json.loads(line)["msg"] for line in path.read_text(encoding="utf-8").splitlines()]
    data = "".join(json.dumps(sample, ensure_ascii=False) + "\n" for sample in samples).encode()
    assert api.detect(data, "dump.jsonl").dialect == "wecom_archive"
    records = parse(data, "wecom_archive")
    assert len(records) == len(samples) == 30
    problems = [r for r in records if isinstance(r, Problem)]
    assert [(p.row, p.reason) for p in problems] == [(2, reasons.NO_TIME.reason)]  # a sample whose msgtime is 0
    kinds = [getattr(r, "kind", "") or getattr(r, "event", "") for r in records]
    assert (kinds[0], kinds[2], kinds[3], kinds[4]) == ("text", "recalled", "notice", "notice")
    assert records[0].text == "@nick777"
    assert {"voice", "video", "card", "location", "sticker", "file", "link", "mini_program", "forward", "red_packet",
            "call"} <= set(kinds)  # fmt: skip
    wrapped = list(api.read(path, dialect="wecom_archive"))
    assert [type(r) for r in wrapped] == [type(r) for r in records]
