"""The Q&A as a workbook, out and in (E1): 问题, 其他问法, 答案, 群, 开始, 结束. Nothing of a bad row is taken."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Final, NamedTuple

from django.utils.translation import gettext as _

from qunce.community.exports import workbook
from qunce.gateway.connectors.runner import rows_in_subprocess
from qunce.kernel.i18n import N_
from qunce.practice.desk.qa.models import Entry
from qunce.practice.desk.qa.services import LONGEST_ANSWER, LONGEST_QUESTION, MOST_VARIANTS, Draft

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 5_000
SEPARATOR: Final = "|"
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "question": ("问题", "question", "what is asked", "标准问题", "问"),
    "variants": ("其他问法", "other wordings", "相似问法", "相似问题", "问法"),
    "answer": ("答案", "answer", "回答", "答", "回复"),
    "groups": ("群", "groups", "适用群", "only for these groups"),
    "starts_on": ("开始", "holds from", "生效日期", "开始日期"),
    "ends_on": ("结束", "holds until", "失效日期", "结束日期", "到期"),
}

NO_HEAD = N_("No column is called 问题 or Question: the first row must name the columns.")
TOO_BIG = N_("The workbook is too big: at most 5 MB and 5,000 rows.")
NO_GROUP = N_("There is no group of this name.")
BAD_DAY = N_("This is no day: write 2026-12-31.")
TOO_LONG = N_("Too long: a question has at most 300 characters, an answer 2,000.")
NO_QUESTION = N_("The question is missing.")
ENDS_FIRST = N_("It ends before it begins.")


class Bad(NamedTuple):
    """A row that was not taken, and why (msgid)."""

    row: int
    why: str


class SheetError(Exception):
    """The whole workbook cannot be read; the text is a msgid."""


def written(entries: Iterator[Entry]) -> IO[bytes]:
    """The entries, a row each, every cell text."""
    heads = [
        _("What is asked"),
        _("Other wordings"),
        _("Answer"),
        _("Groups"),
        _("Holds from"),
        _("Holds until"),
        _("Used"),
    ]
    lines = (
        (
            row.question,
            f" {SEPARATOR} ".join(one["text"] for one in row.variants),
            row.answer,
            f" {SEPARATOR} ".join(group.name for group in row.groups.all()),
            row.starts_on.isoformat() if row.starts_on else "",
            row.ends_on.isoformat() if row.ends_on else "",
            row.hits,
        )
        for row in entries
    )
    return workbook(_("Q&A"), heads, lines)


def read(data: bytes, groups: Mapping[str, int]) -> tuple[list[Draft], list[Bad]]:
    """Rows as drafts, and those that cannot be taken. groups: name → id of the groups that may be named.

    The limited child opens the workbook: it came from anywhere. Raises SheetError, ParseError.
    """
    if len(data) > MOST_BYTES:
        raise SheetError(TOO_BIG)
    lines = rows_in_subprocess(data, MOST_ROWS + 2)
    if len(lines) > MOST_ROWS + 1:
        raise SheetError(TOO_BIG)
    columns = _columns(lines[0][1]) if lines else {}
    if "question" not in columns:
        raise SheetError(NO_HEAD)
    drafts: list[Draft] = []
    bad: list[Bad] = []
    for number, cells in lines[1:]:
        texts = [cell.strip() for cell in cells]
        if not any(texts):
            continue
        one = _draft({name: texts[at] if at < len(texts) else "" for name, at in columns.items()}, groups)
        if isinstance(one, Draft):
            drafts.append(one)
        else:
            bad.append(Bad(number, one))
    return drafts, bad


def _columns(heads: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads[:50]):
        for name, known in _HEADS.items():
            if head.strip().lower() in known:
                found.setdefault(name, at)
    return found


def _draft(said: Mapping[str, str], groups: Mapping[str, int]) -> Draft | str:
    """A draft, or why there is none."""
    question, answer = said.get("question", ""), said.get("answer", "")
    if not question:
        return NO_QUESTION
    if len(question) > LONGEST_QUESTION or len(answer) > LONGEST_ANSWER:
        return TOO_LONG
    named = _parts(said.get("groups", ""))
    if any(name not in groups for name in named):
        return NO_GROUP
    try:
        starts, ends = _day(said.get("starts_on", "")), _day(said.get("ends_on", ""))
    except ValueError:
        return BAD_DAY
    if starts and ends and starts > ends:
        return ENDS_FIRST
    variants = [text[:LONGEST_QUESTION] for text in _parts(said.get("variants", ""))[:MOST_VARIANTS]]
    return Draft(question, answer, variants, [groups[name] for name in named], starts, ends)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\n", SEPARATOR).split(SEPARATOR) if part.strip()]


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    return dt.date.fromisoformat(text[:10].replace("/", "-").replace(".", "-"))
