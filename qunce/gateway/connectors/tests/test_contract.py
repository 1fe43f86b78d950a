"""What every registered dialect must do, on its golden files (quality §2.2, issue 2 §4)."""

import importlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qunce.gateway.connectors import api
from qunce.gateway.connectors.guard import RefusedError
from qunce.gateway.connectors.source import Source
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Problem, Record, RosterRecord

from .golden import GOLDEN, Golden, short

KEYS = sorted(api.load_all().keys())
_golden = pytest.mark.parametrize("golden", GOLDEN, ids=str)
_text_golden = pytest.mark.parametrize("golden", [g for g in GOLDEN if g.text], ids=str)
_key = pytest.mark.parametrize("key", KEYS)
_pack, _unpack = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(list[Record]).decode
_quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(golden: Golden, data: bytes | Path | None = None) -> list[Record]:
    source = golden.data if data is None else data
    return list(api.read(source, golden.options, dialect=golden.dialect, filename=golden.filename))


def read_anything(golden: Golden, data: bytes) -> list[Record]:
    """Whatever the bytes: records that travel through the pipe unchanged, or a refusal."""
    try:
        records = read(golden, data)
    except RefusedError:
        return []
    assert _unpack(_pack(records)) == records
    assert not any("\0" in record.text for record in records if isinstance(record, MessageRecord | RosterRecord))
    rows = [record.row for record in records if isinstance(record, MessageRecord | RosterRecord)]
    assert rows == sorted(rows)
    return records


@_key
def test_every_dialect_has_a_golden_file(key: str) -> None:
    assert any(golden.dialect == key for golden in GOLDEN)


@_key
def test_registered_under_its_module_name(key: str) -> None:
    dialect = api.dialects.get(key)
    module = importlib.import_module(f"qunce.gateway.connectors.dialects.{key}")
    assert type(dialect).__module__ == module.__name__
    assert dialect.key == key
    assert dialect.label
    assert dialect.suffixes
    assert all(suffix.startswith(".") for suffix in dialect.suffixes)


@_golden
def test_records_are_exact(golden: Golden) -> None:
    assert short(read(golden)) == golden.expected


@_golden
def test_a_group_asked_for_alone_gives_its_own_rows_and_no_others(golden: Golden) -> None:
    """What splits a file of several groups: the name that a record bears is the name that keeps it."""
    whole = [r for r in read(golden) if isinstance(r, MessageRecord | RosterRecord | MemberRecord)]
    for talker in {record.talker for record in whole} - {""}:
        options = msgspec.structs.replace(golden.options, talkers=(talker,))
        alone = list(api.read(golden.data, options, dialect=golden.dialect, filename=golden.filename))
        kept = [r for r in alone if isinstance(r, MessageRecord | RosterRecord | MemberRecord)]
        assert kept == [r for r in whole if r.talker == talker]


@_golden
def test_is_told_from_all_others(golden: Golden) -> None:
    detection = api.detect(golden.data, golden.filename)
    if golden.name == "mapped":  # a header nobody can read is for the mapping page
        assert "mapping" in [need.key for need in detection.needs]
        return
    assert detection.dialect == golden.dialect, detection
    assert detection.confidence >= api.CERTAIN
    asked = {need.key for need in detection.needs}
    assert asked == ({"date"} if golden.name == "day" else {"year"} if golden.name == "days" else
                     {"paste_date"} if golden.name == "relative" else set())  # fmt: skip


@_golden
def test_file_and_bytes_read_the_same_twice(golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / golden.filename
    path.write_bytes(golden.data)
    assert read(golden, path) == read(golden) == read(golden)


@_text_golden
def test_line_ends_do_not_matter(golden: Golden) -> None:
    encoding = Source(golden.data).encoding
    text = golden.data.decode(encoding)
    assert short(read(golden, text.replace("\n", "\r\n").encode(encoding))) == golden.expected


@_text_golden
def test_nul_and_bom_inside_do_not_matter(golden: Golden) -> None:
    if "16" in golden.name:
        pytest.skip("zero bytes are part of UTF-16")
    encoding = Source(golden.data).encoding
    text = golden.data.decode(encoding)
    middle = len(text) // 2
    dirty = text[:middle] + "\0\ufeff" + text[middle:] + "\0"
    assert short(read(golden, dirty.encode(encoding.removesuffix("-sig")))) == golden.expected


@_key
def test_an_empty_file_gives_no_message(key: str) -> None:
    for data in (b"", b"\n", b"   \r\n\r\n", b"\xef\xbb\xbf", b"\0"):
        records = list(api.read(data, dialect=key))
        assert all(isinstance(record, Problem) for record in records)
        assert api.detect(data).dialect is None


@_golden
@_quick
@given(st.data())
def test_cut_anywhere(golden: Golden, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(golden.data)))
    records = read_anything(golden, golden.data[:cut])
    if golden.text and records:
        whole = [record for record in short(records[:-2]) if record[0] != "x"]
        assert whole == golden.expected[: len(whole)]


@_golden
@_quick
@given(st.data())
def test_damaged_anywhere(golden: Golden, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(golden.data)))
    junk = data.draw(
        st.binary(min_size=1, max_size=12) | st.sampled_from([b"\0", b'"', b"\n", b"{", b"\xff\xfe", b"]"])
    )
    keep = data.draw(st.booleans())
    read_anything(golden, golden.data[:at] + junk + golden.data[at + (0 if keep else len(junk)) :])


@_key
@_quick
@given(junk=st.binary(max_size=600))
def test_any_bytes(key: str, junk: bytes) -> None:
    golden = next(g for g in GOLDEN if g.dialect == key)
    read_anything(golden, junk)
    for dialect in api.dialects:
        score = dialect.sniff(api.take_sample(b" " + junk, "x.txt")).score
        assert 0.0 <= score <= 1.0


@_key
@_quick
@given(text=st.text(max_size=300))
def test_any_text_in_the_middle(key: str, text: str) -> None:
    golden = next(g for g in GOLDEN if g.dialect == key)
    middle = len(golden.data) // 2
    read_anything(golden, golden.data[:middle] + text.encode("utf-8", "replace") + golden.data[middle:])


@_golden
def test_own_account_is_told(golden: Golden) -> None:
    """Where the export says which messages are one's own, the sender is marked."""
    senders = [r.sender for r in read(golden) if isinstance(r, MessageRecord)]
    told = {"chatlog_text", "chatlog_json", "memotrace_csv", "weflow_json", "weflow_xlsx"}
    marked = [sender.shown for sender in senders if sender.self_]
    if golden.dialect in told and golden.name not in ("rooms", "short", "new"):
        assert marked == ["阿 福 🐳"]
    else:
        assert marked == []


def test_records_name_their_kind_of_thing() -> None:
    kinds = {type(record) for golden in GOLDEN for record in read(golden)}
    assert kinds == {MessageRecord, RosterRecord, MemberRecord, GroupRecord}
