"""The error report of an import, as a workbook without a single formula."""

import tempfile
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from qunce.base.ui.reasons import reason_text
from qunce.gateway.intake.models import Import

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def problems_xlsx(row: Import) -> IO[bytes]:
    """Row number, original, reason, suggestion; every cell is text. The caller closes the file."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - handed to the response, which closes it
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheet = book.add_worksheet(_("Problems"))
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(
            [(_("Row"), 10), (_("Original"), 70), (_("Reason"), 40), (_("Suggestion"), 50)]
        ):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, bold)
        for line, problem in enumerate(row.problems.order_by("row", "id").iterator(chunk_size=2000), start=1):
            sheet.write_string(line, 0, str(problem.row))
            sheet.write_string(line, 1, _plain(problem.raw))
            sheet.write_string(line, 2, reason_text({"msgid": problem.reason, "params": problem.params}))
            sheet.write_string(line, 3, reason_text({"msgid": problem.suggestion, "params": problem.params}))
    out.seek(0)
    return out


def _plain(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c if c >= " " or c in "\t\n" else "␀" for c in text)
