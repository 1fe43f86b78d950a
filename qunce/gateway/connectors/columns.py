"""Which column of a table holds what: the fields, their words in Chinese and English, proposals.

The mapping page shows ``MESSAGE_FIELDS`` or ``MEMBER_FIELDS`` for each column and remembers the
answer under ``signature(header)``; ``propose`` fills it in beforehand.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import msgspec

from qunce.gateway.connectors.api import Mapping
from qunce.gateway.connectors.column_words import KIND_WORDS, MEMBER_WORDS, MESSAGE_WORDS
from qunce.kernel.i18n import N_
from qunce.kernel.records import MessageKind, RosterEvent

TableKind = Literal["messages", "members"]

# field → what the mapping page calls it (msgid)
MESSAGE_FIELDS: dict[str, str] = {
    "time": N_("Time"),
    "date": N_("Day (when the hour has its own column)"),
    "clock": N_("Hour and minute"),
    "sender": N_("Sender"),
    "sender_id": N_("Sender's WeChat ID"),
    "nickname": N_("Nickname"),
    "remark": N_("Remark name"),
    "group_nickname": N_("Nickname in the group"),
    "text": N_("Text"),
    "kind": N_("Kind of message"),
    "talker": N_("Group"),
    "message_id": N_("Message ID"),
    "reply_to": N_("Replies to (message ID)"),
    "quote_name": N_("Quoted person"),
    "quote_text": N_("Quoted text"),
}
MEMBER_FIELDS: dict[str, str] = {
    "name": N_("Name of the person"),
    "group_nickname": N_("Nickname in the group"),
    "nickname": N_("Nickname"),
    "remark": N_("Remark name"),
    "wxid": N_("WeChat ID"),
    "role": N_("Role in the group"),
    "member_id": N_("Member ID"),
    "phone": N_("Phone"),
    "joined": N_("Joined the group"),
    "scene": N_("How they joined"),
    "inviter": N_("Invited by"),
    "spent": N_("Spent (yuan)"),
    "orders": N_("Number of orders"),
    "last_order": N_("Last order"),
    "tags": N_("Tags"),
    "talker": N_("Group"),
}
# what a message without words is called, and a value of the kind column that means it (msgid)
MESSAGE_WORDS_OF: dict[str, str] = {
    "image": N_("Picture"),
    "voice": N_("Voice message"),
    "video": N_("Video"),
    "file": N_("File"),
    "sticker": N_("Sticker"),
    "link": N_("Link"),
    "location": N_("Location"),
    "card": N_("Contact card"),
    "red_packet": N_("Red packet"),
    "transfer": N_("Transfer"),
    "pat": N_("Pat"),
    "call": N_("Call"),
    "mini_program": N_("Mini program"),
    "forward": N_("Forwarded talk"),
    "chain": N_("Chain order"),
    "announcement": N_("Announcement"),
    "recalled": N_("Recalled message"),
    "system": N_("System"),
    "other": N_("Something else"),
}
# what a value of the kind column may be besides a MessageKind
ROW_EVENTS: dict[str, str] = {
    "joined": N_("Came into the group"),
    "left": N_("Left the group"),
    "removed": N_("Was removed"),
    "member_renamed": N_("Changed their name (the text is the new one)"),
    "group_renamed": N_("Renamed the group (the text is the new name)"),
    "announcement": N_("Announced something"),
    "recalled": N_("Took a message back"),
    "system": N_("Sentence of the system, to be read"),
    "ignore": N_("Leave out"),
}

KINDS: dict[str, str] = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
KNOWN_KINDS = frozenset(get_args(MessageKind)) | frozenset(get_args(RosterEvent)) | {"ignore"}

_NOISE = re.compile(r"[\s_\-.:：()（）\[\]【】/\\*]+")
_UNIT = re.compile(r"[(（\[【].*?[)）\]】]")
_ID_COLUMNS = ("message_id", "member_id")
_SCAN_ROWS = 20
_KIND_SAMPLE = 200


class Proposal(msgspec.Struct, frozen=True):
    """A mapping as we would set it, for the page to show.

    header      the header row's cells ("" row when there is none)
    kinds_seen  values of the kind column in the sample → what they would become ("" = undecided)
    score       0..1 how sure we are that the table is of this kind
    """

    mapping: Mapping
    header: tuple[str, ...]
    kinds_seen: dict[str, str]
    score: float


def fold(word: str) -> str:
    """A header or kind word without case, width, spaces and units."""
    plain = unicodedata.normalize("NFKC", word[:80])
    return _NOISE.sub("", _UNIT.sub("", plain)).lower()


def signature(header: Sequence[str]) -> str:
    """The key under which a mapping is remembered: the same header gives the same key."""
    folded = "\x1f".join(fold(cell) for cell in header)
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:32]


def kind_of(value: str, mapping: Mapping) -> str:
    """What a value of the kind column means: as mapped, else by its word, else ``other_kinds``."""
    chosen = mapping.kinds.get(value)
    return chosen if chosen is not None else KINDS.get(fold(value), mapping.other_kinds)


def propose(rows: Sequence[Sequence[str]], table: TableKind) -> Proposal | None:
    """The mapping the header suggests, or None when no row looks like a header of that table."""
    best: Proposal | None = None
    for number, row in enumerate(rows[:_SCAN_ROWS], 1):
        columns = _fields(row, table)
        score = _score(columns, table)
        if score and (best is None or score > best.score):
            mapping = Mapping(table=table, columns=columns, header_row=number)
            best = Proposal(mapping, tuple(row), _kinds_seen(rows[number:], columns), score)
    return best


def _fields(header: Sequence[str], table: TableKind) -> tuple[str, ...]:
    """A field for each column, no field twice but tags; whole words win over parts of words."""
    words = _WORDS[table]
    folded = [fold(cell) for cell in header]
    found = [""] * len(folded)
    for number, cell in enumerate(folded):
        field = words.get(cell, "")
        if field and (field not in found or field == "tags"):
            found[number] = field
    for number, cell in enumerate(folded):
        if found[number] or not 2 <= len(cell) <= 20:
            continue
        parts = (field for word, field in _PARTS[table] if word in cell)
        found[number] = next((field for field in parts if field not in found), "")
    return tuple(found)


def _score(columns: Iterable[str], table: TableKind) -> float:
    have = {field for field in columns if field}
    if table == "messages":
        timed = "time" in have or "date" in have
        named = have & {"sender", "sender_id", "nickname", "group_nickname"}
        if not (timed and named and have & {"text", "kind"}):
            return 0.0
        return 0.75 if "text" in have else 0.4
    named = have & {"name", "nickname", "group_nickname", "wxid", "member_id", "remark"}
    if not named or len(have) < 2:
        return 0.45 if named and have <= {"name", "nickname", "group_nickname"} else 0.0
    return min(0.7, 0.45 + 0.05 * len(have))


def _kinds_seen(rows: Sequence[Sequence[str]], columns: tuple[str, ...]) -> dict[str, str]:
    if "kind" not in columns:
        return {}
    at = columns.index("kind")
    seen: dict[str, str] = {}
    for row in rows[:_KIND_SAMPLE]:
        if at < len(row) and row[at] not in seen:
            seen[row[at]] = KINDS.get(fold(row[at]), "")
    return seen


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: field for field, words in table.items() for word in words.split()}


_WORDS: dict[TableKind, dict[str, str]] = {
    "messages": _by_word(MESSAGE_WORDS),
    "members": _by_word(MEMBER_WORDS),
}
# Words that are also known as part of a longer one.
_PARTS = {
    table: tuple((word, field) for word, field in words.items() if len(word) > 1 and not word.isascii())
    for table, words in _WORDS.items()
}
