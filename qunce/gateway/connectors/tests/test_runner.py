"""The limited child: batches, resumption, limits, and every way it can die."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
import xlsxwriter

from qunce.gateway.connectors import api, child, frames
from qunce.gateway.connectors.api import Options, dialects
from qunce.gateway.connectors.json_rows import clean
from qunce.gateway.connectors.runner import (
    Look,
    ParseError,
    detect_in_subprocess,
    parse_in_subprocess,
    prepare,
    rows_in_subprocess,
    shared,
)
from qunce.gateway.connectors.worker import batched
from qunce.kernel.records import MessageRecord, Name

from .golden import GOLDEN, short

ROOT = Path(child.ROOT)


def chat(path: Path, messages: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(messages):
            minute, hour, day = number % 60, number // 60 % 24, number // 1440 % 28 + 1
            file.write(f"用户{number % 50} 2024-01-{day:02d} {hour:02d}:{minute:02d}\n第{number}条，今天吃什么\n\n")
    return path


_FEW = ("wechat_pc-utf16", "sheet_messages-gb18030", "weflow_xlsx-long", "chatlab_json-utf8")
FEW = [golden for golden in GOLDEN if str(golden) in _FEW]


def test_the_child_gives_what_the_dialect_gives(tmp_path: Path) -> None:
    assert len(FEW) == 4
    for golden in FEW:
        path = tmp_path / golden.filename
        path.write_bytes(golden.data)
        run = parse_in_subprocess(path, golden.dialect, golden.options)
        assert short(record for batch in run for record in batch) == golden.expected
        assert run.stats is not None
        assert run.stats.records == len(golden.expected)
        assert run.done == 1.0


def test_batches_are_the_same_and_can_be_skipped(tmp_path: Path) -> None:
    path = chat(tmp_path / "c.txt", 4_500)
    batches = list(parse_in_subprocess(path, "wechat_pc"))
    assert [len(batch) for batch in batches] == [2000, 2000, 500]
    for skip in (1, 2, 3, 9):
        run = parse_in_subprocess(path, "wechat_pc", skip_batches=skip)
        assert list(run) == batches[skip:]
        assert run.index == max(skip, 3)


def test_long_texts_make_smaller_batches() -> None:
    record = MessageRecord(1, 1, Name("x"), "text", "长" * 200_000)
    sizes = [len(batch) for batch in batched([record] * 100)]
    assert sum(sizes) == 100
    assert max(sizes) * 200_000 < frames.MAX_FRAME / 3


def test_the_rest_goes_on_after_a_kill(tmp_path: Path) -> None:
    path = chat(tmp_path / "c.txt", 20_000)
    whole = list(parse_in_subprocess(path, "wechat_pc"))
    for stop in (0, 3, 8):
        run = parse_in_subprocess(path, "wechat_pc")
        got = [next(run) for _ in range(stop)]
        run.child.process.send_signal(signal.SIGKILL)
        with pytest.raises(ParseError) as caught:
            got.extend(run)
        assert caught.value.code == "killed"
        assert got + list(parse_in_subprocess(path, "wechat_pc", skip_batches=run.index)) == whole


def test_leaving_early_ends_the_child(tmp_path: Path) -> None:
    path = chat(tmp_path / "c.txt", 60_000)
    with parse_in_subprocess(path, "wechat_pc") as run:
        next(run)
        pid = run.child.process.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(StopIteration):
        next(run)


def test_memory_limit_is_a_clear_error(tmp_path: Path) -> None:
    """A workbook of 5 KB whose last cell stands in the last corner asks for half a terabyte."""
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for column, title in enumerate(("时间", "发送人", "内容")):
            sheet.write(0, column, title)
        sheet.write(1_048_575, 16_383, "x")
    for ask in (
        lambda: list(parse_in_subprocess(path, "sheet_messages")),
        lambda: detect_in_subprocess(path),
    ):
        with pytest.raises(ParseError) as caught:
            ask()
        assert caught.value.code == "memory"
        assert caught.value.suggestion


def test_cpu_limit_is_a_clear_error(tmp_path: Path) -> None:
    path = chat(tmp_path / "c.txt", 350_000)
    with pytest.raises(ParseError) as caught:
        for _ in parse_in_subprocess(path, "wechat_pc", cpu=1):
            pass
    assert caught.value.code == "cpu"


def test_silence_is_a_clear_error(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe.txt"
    os.mkfifo(fifo)
    begin = time.monotonic()
    with pytest.raises(ParseError) as caught:
        list(parse_in_subprocess(fifo, "wechat_pc", silence=2.0))
    assert caught.value.code == "silent"
    assert time.monotonic() - begin < 30


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(ParseError) as caught:
        list(parse_in_subprocess(tmp_path / "gone.txt", "wechat_pc"))
    assert caught.value.code == "missing"


def test_a_refused_file_says_why(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    with pytest.raises(ParseError) as caught:
        list(parse_in_subprocess(path, "sheet_messages"))
    assert (caught.value.code, caught.value.reason) == ("refused", "This is an old Excel file (.xls)")
    with pytest.raises(ParseError):
        detect_in_subprocess(path)


@pytest.mark.parametrize("code", ["import os; os.abort()", "raise SystemExit(3)", "import os; os.write(1, b'BB')"])
def test_a_crash_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    real = subprocess.Popen

    def crashing(command: list[str], **options: Any) -> Any:
        return real([sys.executable, "-c", code], **options)

    monkeypatch.setattr(subprocess, "Popen", crashing)
    with pytest.raises(ParseError) as caught:
        list(parse_in_subprocess(chat(tmp_path / "c.txt", 3), "wechat_pc"))
    assert caught.value.code in ("crashed", "protocol")


def test_one_child_tells_what_a_file_is_and_reads_it(tmp_path: Path) -> None:
    for golden in FEW:
        path = tmp_path / golden.filename
        path.write_bytes(golden.data)
        with Look(path) as look:
            found = look.detect()
            run = look.parse(golden.dialect, golden.options)
            assert short(record for batch in run for record in batch) == golden.expected
        assert found == detect_in_subprocess(path)
        assert run.stats is not None


def test_a_look_that_fails_says_why_and_leaves_no_child(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    with pytest.raises(ParseError) as caught, Look(path) as look:
        pid = look._child.process.pid
        look.detect()
    assert caught.value.code == "refused"
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with Look(chat(tmp_path / "c.txt", 3)) as look:
        assert look.detect().dialect
        look._child.process.kill()
        with pytest.raises(ParseError) as caught:
            list(look.parse("wechat_pc", Options()))
    assert caught.value.code == "killed"


def test_one_child_reads_many_files_where_that_is_asked_for(tmp_path: Path) -> None:
    paths = [chat(tmp_path / f"{n}.txt", 1_500 * n + 3) for n in range(4)]
    alone = [list(parse_in_subprocess(path, "wechat_pc")) for path in paths]
    pids = set()
    with shared():
        for path, expected in zip(paths, alone, strict=True):
            with Look(path) as look:
                assert look.detect().dialect
                run = look.parse("wechat_pc", Options())
                assert list(run) == expected
            again = parse_in_subprocess(path, "wechat_pc")
            assert list(again) == expected
            run.close()  # long over: nothing of the child's next work is touched
            pids |= {run.child.process.pid, again.child.process.pid}
        assert len(pids) == 1
        with shared():
            assert list(parse_in_subprocess(paths[1], "wechat_pc")) == alone[1]
        (kept,) = child._kept
    assert kept.closed
    assert not child._kept


def test_a_child_made_ready_before_the_first_file_is_the_one_that_reads(tmp_path: Path) -> None:
    prepare()
    assert not child._kept  # nobody would end it
    with shared():
        assert not child._kept
        prepare()
        prepare()
        (ready,) = child._kept
        run = parse_in_subprocess(chat(tmp_path / "c.txt", 3), "wechat_pc")
        assert list(run)
        assert run.child is ready
    assert ready.closed


def test_a_shared_child_that_failed_or_was_left_is_not_used_again(tmp_path: Path) -> None:
    path, odd = chat(tmp_path / "c.txt", 30_000), tmp_path / "x.xlsx"
    odd.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 100)
    with shared():
        first = detect_in_subprocess(path)
        (kept,) = child._kept
        with parse_in_subprocess(path, "wechat_pc") as run:
            next(run)
        assert kept.closed
        with pytest.raises(ParseError):
            detect_in_subprocess(odd)
        assert not child._kept
        assert detect_in_subprocess(path) == first
        child._kept[0].process.kill()  # while it waits
        child._kept[0].process.wait()
        with pytest.raises(ParseError) as caught:
            detect_in_subprocess(path)
        assert caught.value.code == "killed"
        assert detect_in_subprocess(path) == first


def test_detection_in_the_child(tmp_path: Path) -> None:
    for golden in FEW:
        path = tmp_path / golden.filename
        path.write_bytes(golden.data)
        found = detect_in_subprocess(path)
        here = api.detect(golden.data, golden.filename)
        assert (found.dialect, found.encoding, found.confidence) == (
            here.dialect,
            here.encoding,
            here.confidence,
        )
        assert found.needs == here.needs
        assert found.sample.rows == here.sample.rows


def test_halves_of_surrogate_pairs_pass_the_pipe() -> None:
    record = MessageRecord(1, 1, Name("a\ud83d"), "text", "b\udc00")
    (cleaned,) = clean([record])
    assert msgspec.msgpack.encode(cleaned)
    assert cleaned.sender.shown == "a\ufffd"


def test_the_child_knows_no_django_and_starts_quickly() -> None:
    modules = "import sys, qunce.gateway.connectors.worker; print([m for m in sys.modules if 'django' in m])"
    done = subprocess.run([sys.executable, "-c", modules], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_parsing_is_constant_in_memory(tmp_path: Path) -> None:
    small, large = chat(tmp_path / "s.txt", 20_000), chat(tmp_path / "l.txt", 120_000)
    peaks = []
    for path in (small, large):
        run = parse_in_subprocess(path, "wechat_pc")
        for _ in run:
            pass
        assert run.stats is not None
        peaks.append(run.stats.peak_memory)
    assert peaks[1] < 80 << 20
    assert peaks[1] - peaks[0] < 15 << 20


def test_unknown_dialects_are_loud() -> None:
    with pytest.raises(LookupError):
        api.load("no_such_dialect")
    assert api.load("wechat_pc") is dialects.get("wechat_pc")
    assert Options() == msgspec.json.decode(msgspec.json.encode(Options()), type=Options)


def sheet_of(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return out.getvalue()


def test_plain_rows_are_text_with_the_numbers_that_a_spreadsheet_shows() -> None:
    data = sheet_of([["问题", "答案"], [], ["停车", "=1+1"], ["x" * 20_000, 3.0]])
    assert rows_in_subprocess(data, 10)[:2] == [(1, ["问题", "答案"]), (3, ["停车", "0"])]
    assert [(n, len(texts[0]), texts[1]) for n, texts in rows_in_subprocess(data, 10)[2:]] == [(4, 8_000, "3")]
    assert len(rows_in_subprocess(data, 2)) == 2


def test_plain_rows_of_what_is_no_workbook_or_too_much() -> None:
    wide = sheet_of([["字" * 5_000] * 50] * 60)
    for data in (b"", b"a,b", b"\xd0\xcf\x11\xe0" + b"\0" * 600, b"PK\x03\x04junk", wide):
        with pytest.raises(ParseError) as caught:
            rows_in_subprocess(data, 5_000)
        assert caught.value.code == "refused"
