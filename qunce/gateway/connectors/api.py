"""The contract between whoever imports and the dialects that read exports.

A dialect turns one kind of export into the typed records of ``kernel.records``, in source order;
it resolves nobody, stores nothing, judges nothing. Each lives in ``dialects/<key>.py`` and
registers itself there; the contract suite runs on every registered one.

Nothing here imports Django: the parser's child process starts with this package alone.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from qunce.gateway.connectors import ladder
from qunce.gateway.connectors.source import Source
from qunce.kernel.i18n import N_
from qunce.kernel.records import Record
from qunce.kernel.registry import Registry

NeedKey = Literal["date", "year", "paste_date", "mapping"]


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """What each column of a table holds, as the mapping page saves it.

    table    which record a row becomes: "messages" or "members"
    columns  one field key per column ("" = not used); keys: ``columns.MESSAGE_FIELDS``,
             ``columns.MEMBER_FIELDS``; one field may stand on several columns (tags)
    kinds    value of the kind column → a MessageKind, a RosterEvent or "ignore"
    other_kinds  what an unlisted value is: "" reports the row, else as in ``kinds``
    header_row   1-based row that holds the header; 0 = there is none
    """

    table: Literal["messages", "members"]
    columns: tuple[str, ...]
    kinds: dict[str, str] = {}
    other_kinds: str = ""
    header_row: int = 1


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a person or a remembered choice adds to the file.

    tz         zone of times that name none
    base_date  the day of the paste or export: relative days ("昨天", "星期三") count back from it,
               times without a date are on it, dates without a year are the latest before it
    self_name  the exporting account's own name, where the file shows it like any other
    encoding   "" = by the ladder
    mapping    for tables; None = the dialect's own proposal
    sheet      for workbooks; "" = the first one that holds a table
    talkers    group names or ids to keep, where a file holds several; () = all
    date1904   serial dates count from 1904; None = what the workbook says
    """

    tz: str = "Asia/Shanghai"
    base_date: date | None = None
    self_name: str = ""
    encoding: str = ""
    mapping: Mapping | None = None
    sheet: str = ""
    talkers: tuple[str, ...] = ()
    date1904: bool | None = None


@dataclass(frozen=True)
class Sample:
    """The beginning of a file: enough to tell what it is.

    text    the first 64 KB decoded; a character cut at the end is dropped; "" for workbooks
    encoding  by the ladder, or as the person said; "" for workbooks
    whole   the sample is the whole file
    rows    the first rows of the sheet that would be read, for workbooks
    sheets  the names of all its sheets
    sheet   the one that would be read: as told, else the first filled one
    """

    filename: str
    text: str
    encoding: str
    head: bytes = b""
    whole: bool = True
    rows: tuple[tuple[str, ...], ...] = ()
    sheets: tuple[str, ...] = ()
    size: int = 0
    sheet: str = ""

    @property
    def suffix(self) -> str:
        return Path(self.filename).suffix.lower()

    @cached_property
    def lines(self) -> list[str]:
        """The lines of ``text``; the last one may be cut unless ``whole``."""
        text = self.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufeff", "")
        return text.split("\n")


@dataclass(frozen=True)
class Match:
    """How sure a dialect is that the sample is its own: 0..1, and why (msgid)."""

    score: float
    why: str = ""


NO_MATCH = Match(0.0)


@dataclass(frozen=True)
class Need:
    """Something only a person can say before the file is read. ``why`` is a msgid."""

    key: NeedKey
    why: str
    example: str = ""


NEED_DATE = N_("The times in this text name no day: on which day was it?")
NEED_YEAR = N_("The dates in this text name no year: when was it exported?")
NEED_PASTE_DATE = N_("The text says “yesterday” or a weekday: when was it copied?")
NEED_MAPPING = N_("Say which column holds what")


class Dialect(Protocol):
    """One kind of export. ``key`` is also the name of its module in ``dialects``."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def suffixes(self) -> tuple[str, ...]: ...

    def sniff(self, sample: Sample) -> Match:
        """How well the sample fits; never raises, whatever the bytes."""
        ...

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        """What the person must say first; () mostly."""
        ...

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        """Records in source order; deterministic; damaged rows become Problems, nothing raises."""
        ...


dialects: Registry[Dialect] = Registry("dialects")

WORKBOOK_MAGIC = b"PK\x03\x04"
CERTAIN = 0.5  # below this the wizard asks before it reads


@dataclass(frozen=True)
class Detection:
    """What a file most likely is. ``dialect`` is None when nothing fits at all."""

    dialect: str | None
    encoding: str
    confidence: float
    why: str = ""
    needs: tuple[Need, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()
    sample: Sample = field(repr=False, default_factory=lambda: Sample("", "", ladder.UTF8))


def load(key: str) -> Dialect:
    """The dialect ``key``, importing only its module (the child process starts in a blink)."""
    if key not in dialects and key.isidentifier():
        name = f"{__package__}.dialects.{key}"
        if importlib.util.find_spec(name):
            importlib.import_module(name)
    return dialects.get(key)


def load_all() -> Registry[Dialect]:
    """Import every dialect module; returns the registry."""
    package = importlib.import_module(f"{__package__}.dialects")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return dialects


def take_sample(data: Path | bytes, filename: str = "", encoding: str = "", sheet: str = "") -> Sample:
    """The beginning of a file or paste. Workbooks are opened only after their guard agreed; of ``sheet`` where told.

    Raises guard.RefusedError for a file that must not be read.
    """
    source = Source(data, filename=filename, encoding=encoding)
    with source.open() as file:
        guessed, head, whole = ladder.guess_stream(file, ladder.HEAD)
    sheets: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shown = ""
    is_workbook = head.startswith(WORKBOOK_MAGIC)
    if is_workbook:
        from qunce.gateway.connectors import workbook

        sheets, shown, rows = workbook.look(source, sheet)
    name = encoding or guessed
    return Sample(
        filename=source.filename,
        text="" if is_workbook else ladder.decode(head, name, whole=whole),
        encoding="" if is_workbook else name,
        head=head,
        whole=whole,
        rows=rows,
        sheets=sheets,
        size=source.size,
        sheet=shown,
    )


def detect(data: Path | bytes, filename: str = "", encoding: str = "", sheet: str = "") -> Detection:
    """Which dialect a file, paste or sheet is in; the best match first, the others as alternatives."""
    sample = take_sample(data, filename, encoding, sheet)
    scored = [(dialect.sniff(sample), dialect) for dialect in load_all()]
    ranked = sorted((pair for pair in scored if pair[0].score > 0), key=lambda p: (-p[0].score, p[1].key))
    if not ranked:
        return Detection(None, sample.encoding, 0.0, sample=sample)
    match, best = ranked[0]
    return Detection(
        dialect=best.key,
        encoding=sample.encoding,
        confidence=match.score,
        why=match.why,
        needs=best.needs(sample),
        alternatives=tuple((dialect.key, match.score) for match, dialect in ranked[1:]),
        sample=sample,
    )


def read(data: Path | bytes, options: Options | None = None, *, dialect: str, filename: str = "") -> Iterator[Record]:
    """Parse in this process: for short pastes and tests. Files go through ``runner``."""
    options = options or Options()
    return load(dialect).parse(Source(data, filename=filename, encoding=options.encoding), options)
