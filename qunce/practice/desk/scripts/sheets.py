"""Scripts as a workbook, out and in (E2): 分类, 标题, 话术 in one column or several, 范围, 群, 用途."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Final, NamedTuple

from django.utils.translation import gettext as _

from qunce.community.exports import workbook
from qunce.gateway.connectors.runner import rows_in_subprocess
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk.scripts import policy
from qunce.practice.desk.scripts.models import Script
from qunce.practice.desk.scripts.services import Draft

MOST_BYTES: Final = 5_000_000
MOST_ROWS: Final = 5_000
SEPARATOR: Final = "|"
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "folder": ("分类", "目录", "文件夹", "folder", "category"),
    "title": ("标题", "话术标题", "名称", "title"),
    "scope": ("范围", "适用范围", "scope"),
    "groups": ("群", "适用群", "groups"),
    "purpose": ("用途", "群用途", "purpose"),
}
_WORDING: Final = re.compile(r"(?:话术|话术内容|内容|说法|wording|words|script)\s*\d{0,2}", re.IGNORECASE)
_SCOPES: Final[Mapping[str, str]] = {
    "": "workspace", "全工作区": "workspace", "全部": "workspace", "公共": "workspace", "workspace": "workspace",
    "群": "groups", "部分群": "groups", "groups": "groups", "自己": "own", "我的": "own", "个人": "own", "own": "own",
}  # fmt: skip
_SCOPE_WORDS: Final = {"workspace": "全工作区", "groups": "部分群", "own": "自己"}

NO_HEAD = N_("The first row must name the columns: at least 标题 and 话术.")
TOO_BIG = N_("The workbook is too big: at most 5 MB and 5,000 rows.")
NO_TITLE = N_("The title is missing.")
LONG_TITLE = N_("The title is longer than %(most)s characters.")
LONG_FOLDER = N_("The folder's name is longer than %(most)s characters.")
NO_SCOPE = N_("“%(words)s” is no scope: write 全工作区, 部分群 or 自己.")
NO_GROUP = N_("There is no group called “%(words)s” among yours.")
NO_PURPOSE = N_("There is no purpose called “%(words)s”.")
NOWHERE = N_("部分群 needs the name of a group or a purpose.")
NOT_YOURS = N_("Only an operator writes scripts for others; write 自己.")
ONLY_YOURS = N_("You see some groups only: name some of them.")
TWICE = N_("The title stands twice in the workbook: here and in row %(row)s.")


class Bad(NamedTuple):
    """A row that was not taken, and everything that is wrong with it."""

    row: int
    why: Sequence[Reason]


class Allowed(NamedTuple):
    """What an importing person may name. groups: name → id; purposes: key or name → key.

    others: may write for others; everywhere: also for the whole workspace and for purposes.
    """

    groups: Mapping[str, int]
    purposes: Mapping[str, str]
    others: bool
    everywhere: bool


class SheetError(Exception):
    """The whole workbook cannot be read; the text is a msgid."""


def written(rows: Iterable[Script], purposes: Mapping[str, str]) -> IO[bytes]:
    """The scripts, a row each, every cell text; purposes: key → name."""
    found = list(rows)
    most = max([1, *(len(row.wordings) for row in found)])
    heads = ["分类", "标题", "范围", "群", "用途", *(f"话术{n}" for n in range(1, most + 1)), "使用次数"]
    lines = (
        (
            row.folder, row.title, _SCOPE_WORDS[row.scope],
            f" {SEPARATOR} ".join(group.name for group in row.groups.all()), purposes.get(row.purpose, row.purpose),
            *row.wordings, *([""] * (most - len(row.wordings))), row.uses,
        )
        for row in found
    )  # fmt: skip
    return workbook(_("Scripts"), heads, lines)


def read(data: bytes, allowed: Allowed) -> tuple[list[Draft], list[Bad]]:
    """Rows as drafts, and those that cannot be taken with every reason. Raises SheetError, ParseError."""
    if len(data) > MOST_BYTES:
        raise SheetError(TOO_BIG)
    lines = rows_in_subprocess(data, MOST_ROWS + 2)
    if len(lines) > MOST_ROWS + 1:
        raise SheetError(TOO_BIG)
    named, wordings = _columns(lines[0][1]) if lines else ({}, [])
    if "title" not in named or not wordings:
        raise SheetError(NO_HEAD)
    drafts: list[Draft] = []
    bad: list[Bad] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in lines[1:]:
        said = {name: cells[at].strip() if at < len(cells) else "" for name, at in named.items()}
        texts = [text for at in wordings if at < len(cells) and (text := policy.canonical(cells[at]))]
        draft, why = _draft(said, texts, allowed)
        first = seen.setdefault((draft.scope, draft.title), number)
        if first != number and draft.title:
            why.append(Reason(TWICE, {"row": first}))
        if why:
            bad.append(Bad(number, why))
        else:
            drafts.append(draft)
    return drafts, bad


def _columns(heads: Sequence[str]) -> tuple[dict[str, int], list[int]]:
    """(column of each name, columns that hold wordings)."""
    named: dict[str, int] = {}
    wordings: list[int] = []
    for at, head in enumerate(heads):
        folded = head.strip().lower()
        if _WORDING.fullmatch(folded):
            wordings.append(at)
        for name, known in _HEADS.items():
            if folded in known:
                named.setdefault(name, at)
    return named, wordings


def _draft(said: Mapping[str, str], texts: Sequence[str], allowed: Allowed) -> tuple[Draft, list[Reason]]:
    why: list[Reason] = []
    title, folder = said.get("title", ""), said.get("folder", "")
    if not title:
        why.append(Reason(NO_TITLE))
    if len(title) > policy.LONGEST_TITLE:
        why.append(Reason(LONG_TITLE, {"most": policy.LONGEST_TITLE}))
    if len(folder) > policy.LONGEST_FOLDER:
        why.append(Reason(LONG_FOLDER, {"most": policy.LONGEST_FOLDER}))
    why += policy.faults(texts)
    names = [part.strip() for part in said.get("groups", "").split(SEPARATOR) if part.strip()]
    purpose = said.get("purpose", "")
    word = said.get("scope", "").lower()
    scope = "groups" if not word and (names or purpose) else _SCOPES.get(word, "")
    if not scope:
        why.append(Reason(NO_SCOPE, {"words": said.get("scope", "")[:30]}))
    if scope == "groups":
        why += [Reason(NO_GROUP, {"words": name[:60]}) for name in names if name not in allowed.groups]
        if purpose and purpose not in allowed.purposes:
            why.append(Reason(NO_PURPOSE, {"words": purpose[:40]}))
        if not names and not purpose:
            why.append(Reason(NOWHERE))
    if scope != "own" and not allowed.others:
        why.append(Reason(NOT_YOURS))
    elif not allowed.everywhere and (scope == "workspace" or (scope == "groups" and purpose)):
        why.append(Reason(ONLY_YOURS))
    ids = [allowed.groups[name] for name in names if name in allowed.groups]
    return Draft(title, texts, scope or "workspace", ids, allowed.purposes.get(purpose, ""), folder), why
