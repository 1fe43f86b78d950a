"""Rosters and customer lists in a .csv, .xlsx or paste, through a column mapping.

Members who never spoke stand in no chat file: a roster brings them, a customer list brings what
they bought. A paste of one name a line works too.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from qunce.gateway.connectors.api import (
    NEED_MAPPING,
    NO_MATCH,
    Mapping,
    Match,
    Need,
    Options,
    Sample,
    dialects,
)
from qunce.gateway.connectors.cells import (
    Cell,
    CellError,
    as_count,
    as_fen,
    as_id,
    as_moment,
    as_phone,
    as_tags,
    as_text,
)
from qunce.gateway.connectors.columns import fold, propose
from qunce.gateway.connectors.reasons import NO_NAME, TOO_FEW_COLUMNS, TOO_LONG, damaged
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.tables import Table, propose_for
from qunce.gateway.connectors.talk import clean_name
from qunce.gateway.connectors.times import TimeReader
from qunce.kernel.i18n import N_
from qunce.kernel.records import JoinScene, MemberRecord, Name, Problem, Record

Role = Literal["", "owner", "admin", "member"]
_ROLE_WORDS: dict[Role, str] = {
    "owner": "群主 创建者 owner",
    "admin": "管理员 群管理员 群管 admin administrator",
    "member": "成员 群成员 普通成员 member",
}
_SCENE_WORDS: dict[JoinScene, str] = {
    "invited": "邀请 直接邀请 好友邀请 invited 1",
    "link": "链接 邀请链接 link 2",
    "code": "扫码 二维码 扫描二维码 扫描群二维码 扫码入群 code qr qrcode 3",
}
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split()}
_SCENES = {word: scene for scene, words in _SCENE_WORDS.items() for word in words.split()}
_LONGEST_NAME = 200
_LONGEST_CELL = 10_000


class _Reader:
    def __init__(self, options: Options, mapping: Mapping, table: Table) -> None:
        self._columns = [(field, number) for number, field in enumerate(mapping.columns) if field]
        self._at = dict(reversed(self._columns))
        self._width = len(mapping.columns)
        self._least = min((self._at[field] for field in _NAMING if field in self._at), default=0)
        self._times = TimeReader(options.tz, options.base_date)
        self._table = table
        self._talkers = frozenset(options.talkers)

    def record(self, row: int, cells: Sequence[Cell]) -> Record | None:
        if len(cells) <= self._least:
            return damaged(row, map(as_text, cells), TOO_FEW_COLUMNS, got=str(len(cells)), expected=str(self._width))
        if any(isinstance(cell, str) and len(cell) > _LONGEST_CELL for cell in cells):
            return damaged(row, map(as_text, cells), TOO_LONG, limit=str(_LONGEST_CELL))
        try:
            return self._member(row, cells)
        except CellError as error:
            return damaged(row, map(as_text, cells), error.fault, value=error.value[:60])

    def _member(self, row: int, cells: Sequence[Cell]) -> Record | None:
        wxid, member_id = self._read(cells, "wxid", as_id), self._read(cells, "member_id", as_id)
        nickname, remark = self._name(cells, "nickname"), self._name(cells, "remark")
        group_nickname, name = self._name(cells, "group_nickname"), self._name(cells, "name")
        shown = group_nickname or name or remark or nickname or wxid or member_id
        if not shown:
            return damaged(row, map(as_text, cells), NO_NAME)
        talker = self._name(cells, "talker")
        if self._talkers and talker not in self._talkers:
            return None
        scene = fold(self._name(cells, "scene"))
        return MemberRecord(
            row,
            Name(shown, wxid, nickname, remark, group_nickname),
            _ROLES.get(fold(self._name(cells, "role")), ""),
            member_id,
            self._read(cells, "phone", as_phone),
            self._read_moment(cells, "joined"),
            _SCENES.get(scene, "unknown" if scene else ""),
            self._name(cells, "inviter"),
            self._maybe(cells, "spent", as_fen),
            self._maybe(cells, "orders", as_count),
            self._read_moment(cells, "last_order"),
            [tag for field, number in self._columns if field == "tags" for tag in as_tags(_cell(cells, number))],
            talker,
        )

    def _name(self, cells: Sequence[Cell], field: str) -> str:
        number = self._at.get(field)
        return clean_name(as_text(_cell(cells, number)))[:_LONGEST_NAME] if number is not None else ""

    def _read(self, cells: Sequence[Cell], field: str, how: Callable[[Cell], str]) -> str:
        number = self._at.get(field)
        return how(_cell(cells, number)) if number is not None else ""

    def _maybe(self, cells: Sequence[Cell], field: str, how: Callable[[Cell], int | None]) -> int | None:
        number = self._at.get(field)
        return how(_cell(cells, number)) if number is not None else None

    def _read_moment(self, cells: Sequence[Cell], field: str) -> int | None:
        number = self._at.get(field)
        if number is None or not as_text(_cell(cells, number)).strip(" -—/"):
            return None
        return as_moment(_cell(cells, number), self._times, date1904=self._table.date1904)[0]


def _cell(cells: Sequence[Cell], number: int) -> Cell:
    return cells[number] if number < len(cells) else ""


_NAMING = ("name", "group_nickname", "nickname", "remark", "wxid", "member_id")
_NAMES_ONLY = Mapping(table="members", columns=("name",), header_row=0)


class SheetMembers:
    """Registered as ``sheet_members``."""

    key = "sheet_members"
    label = N_("Roster or customer list (.csv, .xlsx, paste)")
    suffixes: tuple[str, ...] = (".csv", ".tsv", ".xlsx", ".txt")

    def sniff(self, sample: Sample) -> Match:
        proposal = propose_for(sample, "members")
        if proposal is None:
            return NO_MATCH
        return Match(proposal.score, N_("a table whose header names people"))

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return () if propose_for(sample, "members") else (Need("mapping", NEED_MAPPING),)

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        table = Table(source, options)
        mapping = options.mapping
        if mapping is None:
            proposal = propose(table.head(), "members")
            mapping = proposal.mapping if proposal else _NAMES_ONLY
        reader = _Reader(options, mapping, table)
        for row, cells in table.rows():
            if row <= mapping.header_row:
                continue
            if isinstance(cells, Problem):
                yield cells
                continue
            if not any(cells):
                continue
            record = reader.record(row, cells)
            if record is not None:
                yield record
        yield from source.damage_report()


dialects.register(SheetMembers.key, SheetMembers())
