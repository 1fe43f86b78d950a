"""Looking at a file before it is read: what it is, whose talk, which names are ours; and the confirmed plan."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec
from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.community.models import Group
from qunce.community.queries import knows_any
from qunce.gateway.connectors import api, columns, runner, tables
from qunce.gateway.connectors.api import Mapping, Options
from qunce.gateway.intake.models import Import, Memory
from qunce.gateway.intake.plan import Plan
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.kernel.names import fold_name
from qunce.kernel.records import GroupRecord, MemberRecord, MessageRecord, Problem, Record, RosterRecord

State = Import.State
LOOK_SECONDS = 2.5
LOOK_ROWS = 60_000
SHOWN_ROWS = 20
SHOWN_PROBLEMS = 20
SORT_SECONDS = 60  # how long a file of several groups is read on, to name them all
SHOWN_TALKERS = 200
_OWN_WORDS = {fold_name(w) for w in ("我", "群主", "店长", "客服", "小助手", "管理员", "me", "owner")}

UNKNOWN = N_("We do not recognise this file. Is it a chat export, a paste or a table?")
NOTHING = N_("No message and no member was found in this file.")


def look(row: Import) -> None:
    """Detect, read the beginning, and keep what was seen as the import's preview. Never raises for a bad file."""
    told = Plan.load(row.plan) if row.plan else None
    encoding = told.options.encoding if told else ""
    sheet = told.options.sheet if told else _sheet_of(row)
    try:
        with runner.Look(Path(row.path), row.file_name) as opened:
            detection = opened.detect(encoding, sheet)
            row.preview = {"sheets": list(detection.sample.sheets), "sheet": detection.sample.sheet}
            if detection.dialect is None and told is None:
                _unreadable(row, UNKNOWN, {})
                return
            plan = told or suggest(row, detection)
            seen = _first(opened.parse(plan.dialect, plan.options))
    except runner.ParseError as error:
        _unreadable(row, error.reason, dict(error.params), error.suggestion)
        return
    _keep(row, plan, detection, seen)


def _sheet_of(row: Import) -> str:
    """The sheet asked for, else the one taken from the last workbook of this name; "" leaves it to the workbook."""
    asked = str(row.preview.get("sheet", ""))
    told = None if asked else recall(row.workspace_id, "sheet", file_stem(row.file_name))
    return str(told["sheet"]) if told else asked


def suggest(row: Import, detection: api.Detection) -> Plan:
    """A plan from what the file says and what this workspace told us before."""
    options = Options(
        tz=row.workspace.zone,
        base_date=clock.local_day(row.created_at, row.workspace.zone),
        sheet=detection.sample.sheet if len(detection.sample.sheets) > 1 else "",
    )
    dialect, signature = detection.dialect or "", header_signature(detection)
    known = recall(row.workspace_id, "mapping", signature) if signature else None
    if known:
        mapping = msgspec.convert(known, Mapping)
        options = msgspec.structs.replace(options, mapping=mapping)
        dialect = next((key for key, kind in TABLES.items() if kind == mapping.table), dialect)
    return Plan(dialect=dialect, options=options, group_id=row.group_id)


def _first(batches: runner.ParseRun) -> "_Seen":
    """The beginning of the file; all of it where it is short, or where it holds several groups to be named."""
    seen = _Seen()
    for batch in batches:
        if not seen.enough:
            seen.take(batch)
        elif seen.many and seen.age < SORT_SECONDS:
            seen.sort(batch)
        else:
            break
    else:
        seen.whole = True
    return seen


def _keep(row: Import, plan: Plan, detection: api.Detection, seen: "_Seen") -> None:
    needs = [{"key": need.key, "why": need.why, "example": need.example} for need in detection.needs]
    if seen.messages + seen.members == 0 and not needs and not seen.problem_count:
        _unreadable(row, NOTHING, {})
        return
    preview = (
        row.preview
        | seen.preview()
        | {
            "table": _table(detection, plan),
            "encoding": plan.options.encoding or detection.encoding,
            "confidence": detection.confidence,
            "alternatives": [key for key, _ in detection.alternatives],
            "needs": needs,
            "signature": header_signature(detection),
        }
    )
    if plan.group_id is None and not plan.group_name:
        plan = msgspec.structs.replace(plan, group_id=_remembered_group(row, seen))
    own = plan.own_names or propose_own(row.workspace_id, seen)
    listed = seen.members and not (seen.messages or seen.talkers or seen.placed) and plan.group_id is None
    target = "customers" if listed else plan.target
    plan = _with_group(row, msgspec.structs.replace(plan, own_names=tuple(own), target=target), seen)
    Import.objects.filter(pk=row.pk).update(state=State.READY, preview=preview, plan=plan.dump(), error={})


def _remembered_group(row: Import, seen: "_Seen") -> int | None:
    """The group that took the last file of this name, where somebody of this one is known: every export may be
    called messages.csv."""
    told = None if row.pasted else recall(row.workspace_id, "group", file_stem(row.file_name))
    group = Group.objects.filter(workspace=row.workspace, pk=told["group_id"]).first() if told else None
    return group.pk if group and knows_any(group, seen.heads()) else None


def _with_group(row: Import, plan: Plan, seen: "_Seen") -> Plan:
    """The plan with the group that the file itself names, where only one is named and nobody chose another."""
    name = plan.group_name or seen.group_name
    if len(seen.talkers) == 1:
        talker = next(iter(seen.talkers))
        told = recall(row.workspace_id, "talker", fold_name(talker)) or {}
        known = Group.objects.filter(workspace=row.workspace, pk=told.get("group_id") or 0).first()
        if plan.group_id is None and known and not plan.group_name:
            plan = msgspec.structs.replace(plan, group_id=known.pk)
        name = name or ("" if is_id(talker) else talker)
    return msgspec.structs.replace(plan, group_name=name or ("" if row.pasted else file_stem(row.file_name)))


_ID = re.compile(r"\S+@chatroom|wxid_\S+|wr[\w-]{10,}|\d{5,}", re.ASCII)


def is_id(talker: str) -> bool:
    """Whether a file names a group by an id that says nothing to a person."""
    return _ID.fullmatch(talker) is not None


TABLES: dict[str, Literal["messages", "members"]] = {"sheet_messages": "messages", "sheet_members": "members"}


def _table(detection: api.Detection, plan: Plan) -> dict[str, Any] | None:
    """A table's header, first rows and mapping for the mapping page; None for anything but a table."""
    kind = TABLES.get(plan.dialect)
    if kind is None:
        return None
    rows = tables.sample_rows(detection.sample)
    proposal = columns.propose(rows, kind)
    mapping = plan.options.mapping or (proposal.mapping if proposal else None)
    if mapping is None or mapping.table != kind:
        width = max((len(row) for row in rows[:20]), default=0)
        mapping = Mapping(table=kind, columns=("",) * width)
    at = mapping.header_row
    kinds = {**(proposal.kinds_seen if proposal else {}), **mapping.kinds}
    return {
        "kind": kind,
        "header_row": at,
        "header": list(rows[at - 1]) if 0 < at <= len(rows) else [""] * len(mapping.columns),
        "columns": list(mapping.columns),
        "rows": [[cell[:80] for cell in row] for row in rows[at : at + 5]],
        "kinds": kinds,
    }


def _unreadable(row: Import, msgid: str, params: dict[str, Any], suggestion: str = "") -> None:
    error = {"msgid": msgid, "params": params, "suggestion": suggestion}
    kept = {key: row.preview[key] for key in ("sheets", "sheet") if key in row.preview}
    Import.objects.filter(pk=row.pk).update(state=State.UNREADABLE, error=error, preview=kept)


class _Seen:
    """What a first look at the records shows."""

    def __init__(self) -> None:
        self.started: float | None = None  # when the first records came: a busy machine may take a while to get there
        self.rows = self.messages = self.members = self.roster = self.problem_count = 0
        self.whole = False
        self.placed = False  # somebody's place in a group is told: a roster, not a list of customers
        self.first_at: int | None = None
        self.last_at: int | None = None
        self.last_row = 0
        self.names: Counter[str] = Counter()
        self.own: Counter[str] = Counter()
        self.listed: list[str] = []  # the first members of a list
        self.talkers: Counter[str] = Counter()
        self.group_name = ""
        self.size: int | None = None
        self.sample: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []

    @property
    def age(self) -> float:
        return 0.0 if self.started is None else time.monotonic() - self.started

    @property
    def enough(self) -> bool:
        return self.rows >= LOOK_ROWS or (self.started is not None and self.age > LOOK_SECONDS)

    @property
    def many(self) -> bool:
        return len(self.talkers) > 1

    def sort(self, batch: Sequence[Record]) -> None:
        """Count whose rows these are and nothing else: every group of the file is to be asked about."""
        for record in batch:
            if not isinstance(record, GroupRecord | Problem) and record.talker:
                self.talkers[record.talker] += 1

    def take(self, batch: Sequence[Record]) -> None:
        self.started = self.started or time.monotonic()
        self.sort(batch)
        for record in batch:
            self.rows += 1
            if isinstance(record, MessageRecord):
                self._message(record)
            elif isinstance(record, RosterRecord):
                self.roster += 1
                self._span(record.at)
                self.last_row = max(self.last_row, record.row)
                self._show({"at": record.at, "name": "", "text": record.text, "kind": "system", "row": record.row})
            elif isinstance(record, MemberRecord):
                self.members += 1
                if len(self.listed) < SHOWN_TALKERS:
                    self.listed.append(record.name.shown)
                placed = record.role or record.joined_at or record.scene or record.inviter or record.name.group_nickname
                self.placed = self.placed or bool(placed)
                self._show({"at": record.joined_at, "name": record.name.shown or record.member_id,
                            "text": record.member_id, "kind": "member", "row": record.row})  # fmt: skip
            elif isinstance(record, GroupRecord):
                self.group_name = self.group_name or record.name
                self.size = self.size or record.size
            else:
                self._problem(record)

    def _message(self, record: MessageRecord) -> None:
        self.messages += 1
        self._span(record.at)
        self.last_row = max(self.last_row, record.row)
        self.names[record.sender.shown] += 1
        if record.sender.self_:
            self.own[record.sender.shown] += 1
        self._show(
            {
                "at": record.at,
                "name": record.sender.shown,
                "text": record.text,
                "kind": record.kind,
                "row": record.row,
            }
        )

    def _span(self, at: int) -> None:
        self.first_at = at if self.first_at is None else min(self.first_at, at)
        self.last_at = at if self.last_at is None else max(self.last_at, at)

    def _show(self, line: dict[str, Any]) -> None:
        if len(self.sample) < SHOWN_ROWS:
            self.sample.append({**line, "text": line["text"][:200]})

    def _problem(self, record: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems.append(
                {
                    "row": record.row,
                    "raw": record.raw[:160],
                    "reason": record.reason,
                    "suggestion": record.suggestion,
                    "params": record.params,
                }
            )

    def heads(self) -> list[str]:
        """Names by which a group may know these people, those seen most first."""
        return [name for name, _ in self.names.most_common(SHOWN_TALKERS)] + self.listed

    def preview(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "whole": self.whole,
            "messages": self.messages,
            "members": self.members,
            "roster": self.roster,
            "first_at": self.first_at,
            "last_at": self.last_at,
            "names": self.names.most_common(400),
            "own": list(self.own),
            "talkers": self.talkers.most_common(SHOWN_TALKERS),
            "talkers_total": len(self.talkers),
            "group_name": self.group_name,
            "group_size": self.size,
            "sample": self.sample,
            "problem_count": self.problem_count,
            "problems": self.problems,
        }


def propose_own(workspace_id: int, seen: _Seen) -> list[str]:
    """Which names are the person and their colleagues: the exporting account, remembered ones, telling words."""
    remembered = set(Memory.objects.filter(workspace_id=workspace_id, kind="own_name").values_list("key", flat=True))
    proposed = list(seen.own)
    for name, _ in seen.names.most_common():
        folded = fold_name(name)
        if name not in proposed and (folded in remembered or folded in _OWN_WORDS):
            proposed.append(name)
    return proposed


@transaction.atomic
def look_again(row: Import, plan: Plan) -> None:
    """The person corrected the kind, the encoding, the day or the columns: look once more with that."""
    job = jobs.enqueue(row.workspace, "intake.look", {"import_id": row.pk}, words={"file": row.shown}, priority=10)
    Import.objects.filter(pk=row.pk).update(plan=plan.dump(), state=State.LOOKING, job_id=job.pk)


@transaction.atomic
def confirm(row: Import, plan: Plan) -> None:
    """Keep what the person said about the file, and remember it for the next one."""
    if row.state not in (State.READY, State.UNREADABLE):
        raise ValueError("this import is not waiting to be confirmed")
    Import.objects.filter(pk=row.pk).update(plan=plan.dump(), state=State.READY)
    row.plan, row.state = plan.dump(), State.READY
    for name in plan.own_names:
        _remember(row.workspace_id, "own_name", fold_name(name), {"shown": name})
    if plan.options.mapping is not None and row.preview.get("signature"):
        remember_mapping(row.workspace_id, row.preview["signature"], plan.options.mapping)
    if plan.options.sheet:
        _remember(row.workspace_id, "sheet", file_stem(row.file_name), {"sheet": plan.options.sheet})


def remember_mapping(workspace_id: int, signature: str, mapping: Mapping) -> None:
    _remember(workspace_id, "mapping", signature, msgspec.to_builtins(mapping))


def remember_group(row: Import, group: Group) -> None:
    """The next file of this name is proposed for this group. A paste has no name."""
    if not row.pasted:
        _remember(row.workspace_id, "group", file_stem(row.file_name), {"group_id": group.pk})


def remember_talker(workspace_id: int, talker: str, told: dict[str, Any]) -> None:
    """Which group of ours a group of a file is, or that it is to be left out."""
    _remember(workspace_id, "talker", fold_name(talker), told)


def _remember(workspace_id: int, kind: str, key: str, value: dict[str, Any]) -> None:
    Memory.objects.update_or_create(
        workspace_id=workspace_id,
        kind=kind,
        key=key[:200],
        defaults={"value": value, "updated_at": clock.timestamp()},
    )


def recall(workspace_id: int, kind: str, key: str) -> dict[str, Any] | None:
    row = Memory.objects.filter(workspace_id=workspace_id, kind=kind, key=key[:200]).first()
    return row.value if row else None


def header_signature(detection: api.Detection) -> str:
    """A table's header, folded: the same columns again need no second mapping."""
    kind = TABLES.get(detection.dialect or "")
    rows = tables.sample_rows(detection.sample) if kind else []
    proposal = columns.propose(rows, kind) if kind else None
    header = proposal.header if proposal else (rows[0] if rows else ())
    return columns.signature(header) if header else ""


def file_stem(name: str) -> str:
    """A file's name without dates, counters and suffix: exports of one group on two days share it."""
    stem = Path(name).stem
    kept = "".join(_undated(stem)).strip(" _-()（）.")
    return kept[:120] or stem[:120]


def _undated(stem: str) -> Iterator[str]:
    digits = ""
    for char in f"{stem} ":
        if char.isdigit() or (digits and char in "-_./:"):
            digits += char
            continue
        if sum(c.isdigit() for c in digits) < 4:
            yield digits
        digits = ""
        yield char
