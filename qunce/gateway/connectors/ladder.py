"""Which encoding a file is in: BOM, strict UTF-8, GB18030, UTF-16 (quality §2.2).

No statistical detector: on short Chinese text they guess wrong. Each step of the ladder either
decodes without an error or is left. Bytes that no step decodes fall to the one that damages
fewest characters.
"""

import codecs
from typing import BinaryIO

HEAD = 1 << 16  # bytes looked at to tell encoding and dialect
UTF8, UTF8_BOM, GB18030 = "utf-8", "utf-8-sig", "gb18030"
UTF16_LE, UTF16_BE = "utf-16-le", "utf-16-be"

_BOMS = (
    (codecs.BOM_UTF8, UTF8_BOM),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NUL_SHARE = 0.05  # UTF-16 of chat text: every digit, space and line end has a zero byte
_SCAN_STEP = 1 << 20
_SCAN_LIMIT = 64 << 20


def guess(head: bytes, *, whole: bool = True) -> str:
    """The encoding of ``head``; with ``whole=False`` its last character may be cut in two."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    wide = _wide(head)
    if wide:
        return wide
    if _decodes(head, UTF8, whole=whole) or _cut_utf8(head):
        return UTF8
    return GB18030 if _decodes(head, GB18030, whole=whole) else _least_damage(head)


def guess_stream(file: BinaryIO, head_size: int) -> tuple[str, bytes, bool]:
    """(encoding, first bytes, whether they are all) of an open file.

    A file may begin with a megabyte of ASCII: we read on until the first other byte, so that the
    judgement rests on text that can tell.
    """
    head = file.read(head_size)
    rest = file.read(1)
    whole = not rest
    if whole or not head.isascii() or b"\0" in head:
        return guess(head, whole=whole), head, whole
    block, seen = rest, 0
    while block and block.isascii() and seen < _SCAN_LIMIT:
        seen += len(block)
        block = file.read(_SCAN_STEP)
    return guess(block, whole=False), head, False


def decode(head: bytes, encoding: str, *, whole: bool = True) -> str:
    """Text of a sample; damaged bytes become U+FFFD, a cut last character is dropped."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(head, whole).removeprefix("\ufeff")


def _decodes(data: bytes, encoding: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data, whole)
    except UnicodeDecodeError:
        return False
    return True


def _cut_utf8(head: bytes) -> bool:
    """UTF-8 that breaks off inside its last character: a file cut short, not another encoding."""
    try:
        return not codecs.getincrementaldecoder(UTF8)("strict").decode(head, final=False).isascii()
    except UnicodeDecodeError:
        return False


def _wide(head: bytes) -> str:
    """UTF-16 without a BOM, told by zero bytes that stand on one side only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if (even + odd) < max(2, len(head) * _NUL_SHARE):
        return ""
    if odd > 10 * even:
        return UTF16_LE
    if even > 10 * odd:
        return UTF16_BE
    return ""


def _least_damage(head: bytes) -> str:
    def damage(name: str) -> float:
        text = decode(head, name, whole=False)
        return text.count("\ufffd") / (len(text) or 1)

    return min((UTF8, GB18030), key=damage)
