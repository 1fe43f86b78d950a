"""Hostile files are refused before they are parsed, or contained (quality §5 S05)."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from qunce.gateway.connectors import guard
from qunce.gateway.connectors.guard import RefusedError, check
from qunce.gateway.connectors.runner import ParseError, parse_in_subprocess
from qunce.gateway.connectors.source import Source

from .helpers import workbook

GOOD = workbook([["时间", "发送人", "内容"], ["2024-01-15 10:30:00", "林小满", "早"]])


def archive(entries: dict[str, bytes], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def with_entry(name: str, data: bytes = b"x", **attributes: int) -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        for key, value in attributes.items():
            setattr(info, key, value)
        file.writestr(info, data)
    return out.getvalue()


def lying(factor: int) -> bytes:
    """An entry whose directory says it is smaller than it is."""
    data = with_entry("xl/media/lie.bin", b"\0" * 3_000_000)
    real = struct.pack("<I", 3_000_000)
    return data.replace(real, struct.pack("<I", 3_000_000 // factor))


def nested_quine() -> bytes:
    """Two directory entries that share the same bytes."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as file:
        first = file.infolist()[0]
    end = GOOD.rfind(b"PK\x05\x06")
    count, _, offset = struct.unpack_from("<HII", GOOD, end + 10)
    entry_end = GOOD.find(b"PK\x01\x02", offset + 4)
    entry = bytearray(GOOD[offset:entry_end])
    name_at = 46
    entry[name_at : name_at + 2] = b"zz"
    directory = GOOD[offset:end] + bytes(entry)
    tail = bytearray(GOOD[end:])
    struct.pack_into("<HHII", tail, 8, count + 1, count + 1, len(directory), offset)
    assert first.header_offset >= 0
    return GOOD[:offset] + directory + bytes(tail)


def bomb(megabytes: int) -> bytes:
    return with_entry("xl/media/bomb.bin", b"\0" * (megabytes << 20))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: bomb(60), guard.UNPACKS_TOO_BIG.reason),
    "many small bombs": (
        lambda: archive({"xl/workbook.xml": b"x"} | {f"{n}.bin": b"\0" * (3 << 20) for n in range(8)}),
        guard.UNPACKS_TOO_BIG.reason,
    ),
    "too many entries": (
        lambda: archive({"xl/workbook.xml": b"x"} | {f"{n}": b"" for n in range(300)}),
        guard.TOO_MANY_ENTRIES.reason,
    ),
    "lying sizes": (lambda: lying(1000), guard.LIES.reason),
    "overlap": (nested_quine, guard.LIES.reason),
    "absolute": (lambda: with_entry("/etc/passwd"), guard.ESCAPES.reason),
    "dotdot": (lambda: with_entry("xl/../../x"), guard.ESCAPES.reason),
    "backslash": (lambda: with_entry("..\\..\\x"), guard.ESCAPES.reason),
    "drive": (lambda: with_entry("C:/x"), guard.ESCAPES.reason),
    "symlink": (
        lambda: with_entry("xl/link", b"/etc/passwd", external_attr=0o120777 << 16),
        guard.ESCAPES.reason,
    ),
    "nested": (lambda: with_entry("inner.zip"), guard.NOT_A_WORKBOOK.reason),
    "no workbook": (lambda: archive({"a.txt": b"x"}), guard.NOT_A_WORKBOOK.reason),
    "doctype": (
        lambda: with_entry(
            "xl/x.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a/>'
        ),
        guard.LIES.reason,
    ),
    "cut": (lambda: GOOD[: len(GOOD) // 2], guard.BROKEN_ARCHIVE.reason),
    "cut at the end": (lambda: GOOD[:-10], guard.BROKEN_ARCHIVE.reason),
    "only a head": (lambda: b"PK\x03\x04", guard.BROKEN_ARCHIVE.reason),
    "old excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, guard.OLD_WORKBOOK.reason),
    "pdf": (lambda: b"%PDF-1.7\n", guard.NOT_TEXT.reason),
    "png": (lambda: b"\x89PNG\r\n\x1a\n", guard.NOT_TEXT.reason),
    "database": (lambda: b"SQLite format 3\0", guard.NOT_TEXT.reason),
    "gzip": (lambda: b"\x1f\x8b\x08" + zlib.compress(b"x"), guard.NOT_TEXT.reason),
    "program": (lambda: b"\x7fELF\x02", guard.NOT_TEXT.reason),
    "zstd": (lambda: b"\x28\xb5\x2f\xfd\x00", guard.NOT_TEXT.reason),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refused_quickly_and_clearly(name: str, tmp_path: Path) -> None:
    build, reason = HOSTILE[name]
    data = build()
    begin = time.process_time()
    with pytest.raises(RefusedError) as caught:
        check(Source(data))
    assert time.process_time() - begin < 1.0
    assert (caught.value.reason, bool(caught.value.suggestion)) == (reason, True)
    assert caught.value.reason % caught.value.params
    path = tmp_path / "x.xlsx"
    path.write_bytes(data)
    with pytest.raises(ParseError) as said:
        list(parse_in_subprocess(path, "sheet_messages"))
    assert (said.value.code, said.value.reason) == ("refused", reason)


def test_an_encrypted_workbook_says_so() -> None:
    data = bytearray(GOOD)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(RefusedError) as caught:
        check(Source(bytes(data)))
    assert caught.value.reason == guard.ENCRYPTED.reason


@pytest.mark.parametrize("at", range(0, len(GOOD), 97))
def test_any_damaged_byte_is_refused_or_harmless(at: int) -> None:
    try:
        check(Source(GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]))
    except RefusedError:
        pass


def test_good_files_pass() -> None:
    for data in (
        GOOD,
        b"",
        b"text",
        "林小满 10:30".encode(),
        "好".encode("utf-16"),
        with_entry("xl/media/a.png"),
    ):
        check(Source(data))


def test_a_file_beyond_all_measure(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(guard.MAX_FILE + 1)
    with pytest.raises(RefusedError):
        check(Source(path))


def test_a_workbook_beyond_its_measure(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(guard.MAX_WORKBOOK + 1)
    with pytest.raises(RefusedError):
        check(Source(path))
