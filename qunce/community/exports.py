"""Lists as workbooks: every cell is text or a plain number, no formula can be smuggled in by a nickname."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import gettext as _

from qunce.base.accounts.access import Actor
from qunce.base.ui import formats
from qunce.community import people_list
from qunce.community.charter.queries import Charters
from qunce.community.columns import Cell as ListCell
from qunce.community.columns import group_columns, ordered, person_columns
from qunce.community.models import Group, Person

Cell = str | int | float | None
_PAGE = 500
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """One sheet with a frozen, filterable header. Strings stay strings whatever they begin with."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the response, which closes it
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, max(12, min(40, 2 * len(head) + 4)))
            sheet.write_string(0, column, head, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(last, column, cell)
                elif cell:
                    sheet.write_string(last, column, _plain(cell))
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    out.seek(0)
    return out


def _plain(text: str) -> str:
    """Without the control characters that a workbook cannot hold, cut to what a cell holds."""
    return "".join(c if c >= " " or c in "\t\n" else "␀" for c in text)[:32_000]


def groups_response(actor: Actor, rows: "QuerySet[Group]") -> FileResponse:
    """The groups as .xlsx, with the columns that every room adds."""
    extra = ordered(group_columns)
    heads = [
        _("Group"), _("Purpose"), _("Members"), _("People seen"), _("Messages"), _("Heard until"),
        *(_(column.label) for _key, column in extra),
    ]  # fmt: skip
    return FileResponse(
        workbook(_("Groups"), heads, _group_rows(actor, rows)), as_attachment=True, filename=_("groups") + ".xlsx"
    )


def _group_rows(actor: Actor, rows: "QuerySet[Group]") -> Iterable[Sequence[Cell]]:
    book = Charters(actor.workspace)
    found = list(rows[:20_000])
    for start in range(0, len(found), _PAGE):
        page = found[start : start + _PAGE]
        ids = [group.pk for group in page]
        charters = book.of_groups(ids)
        cells = [column.load(actor.workspace.pk, ids) for _key, column in ordered(group_columns)]
        for group in page:
            purpose = book.purposes[charters[group.pk].charter.purpose]
            yield [
                group.name,
                _(purpose.name),
                group.size,
                group.people_seen,
                group.message_count,
                formats.full_moment(group.heard_until) if group.heard_until else "",
                *(_worth(c.get(group.pk)) for c in cells),
            ]


def _worth(cell: ListCell | None) -> Cell:
    if cell is None:
        return ""
    return cell.text if cell.value is None else cell.value


def people_response(actor: Actor, rows: "QuerySet[Person]") -> FileResponse:
    """The people as .xlsx, with the columns that every room adds. Money in yuan; unknown purchases stay empty."""
    extra = ordered(person_columns)
    heads = [
        _("Name"), _("Colleague"), _("Member ID"), _("Messages"), _("Last spoke"), _("Groups"), _("Spent (yuan)"),
        _("Orders"), *(_(column.label) for _key, column in extra), _("Tags"), _("Note"),
    ]  # fmt: skip
    return FileResponse(
        workbook(_("People"), heads, _person_rows(actor, rows)), as_attachment=True, filename=_("people") + ".xlsx"
    )


def _person_rows(actor: Actor, rows: "QuerySet[Person]") -> Iterable[Sequence[Cell]]:
    ids = list(rows.values_list("pk", flat=True)[:200_000])
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        found = Person.objects.in_bulk(page)
        tags = people_list.tags_of(page)
        cells = [column.load(actor.workspace.pk, page) for _key, column in ordered(person_columns)]
        for person in (found[pk] for pk in page if pk in found):
            yield [
                person.name,
                _("yes") if person.is_staff else "",
                person.member_id,
                person.message_count,
                formats.full_moment(person.last_spoke_at) if person.last_spoke_at else "",
                person.group_count,
                None if person.spent_fen is None else person.spent_fen / 100,
                person.orders,
                *(_worth(c.get(person.pk)) for c in cells),
                ", ".join(tags.get(person.pk, [])),
                person.note,
            ]
