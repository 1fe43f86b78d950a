"""Every reason a row is not taken, with what the person can do about it (issue 2 §4: error report).

A connector reports ``Problem(row, raw, reason, suggestion, params)``; both sentences are msgids
with %(name)s places filled from ``params``.
"""

from collections.abc import Iterable
from typing import NamedTuple

from qunce.kernel.i18n import N_
from qunce.kernel.records import Problem

RAW_LIMIT = 500


class Fault(NamedTuple):
    """A reason and its suggestion, both msgids."""

    reason: str
    suggestion: str


BAD_TIME = Fault(
    N_("The time “%(value)s” cannot be read"),
    N_("Write it like 2024-01-15 10:30:00 and import the row again"),
)
NO_SUCH_TIME = Fault(
    N_("The time “%(value)s” does not exist"),
    N_("Correct the date or the hour and import the row again"),
)
NO_TIME = Fault(
    N_("This row has no time"),
    N_("Fill in the time column, or map another column to it"),
)
NO_DATE = Fault(
    N_("“%(value)s” does not say which day it was"),
    N_("Give the date this text was copied or exported on, then import again"),
)
NO_SENDER = Fault(
    N_("Nobody is named as the sender"),
    N_("Fill in the sender, or map the column that holds the name"),
)
NO_HEADER = Fault(
    N_("No line with a sender and a time stands above this text"),
    N_("Copy the whole message together with the line that names its sender"),
)
TOO_LONG = Fault(
    N_("The text is longer than %(limit)s characters"),
    N_("Split it, or leave the row out: no chat message is that long"),
)
TOO_MANY_COLUMNS = Fault(
    N_("The row has %(got)s columns, the header has %(expected)s"),
    N_("Put texts that hold commas between double quotes"),
)
TOO_FEW_COLUMNS = Fault(
    N_("The row has only %(got)s of %(expected)s columns"),
    N_("Complete the row; an empty column still needs its comma"),
)
OPEN_QUOTE = Fault(
    N_("A double quote is opened and never closed"),
    N_("Close the quote, or write two double quotes where one is meant"),
)
UNKNOWN_KIND = Fault(
    N_("Nothing is decided yet for rows of kind “%(value)s”"),
    N_("Choose on the mapping page what they are, or ignore them"),
)
NOT_AN_OBJECT = Fault(
    N_("This entry is not a message"),
    N_("Leave it out, or export the chat again"),
)
BROKEN_LINE = Fault(
    N_("This line is not complete JSON"),
    N_("Export the chat again; the file may have been cut or edited"),
)
BROKEN_FILE = Fault(
    N_("The file breaks off here and cannot be read any further"),
    N_("Everything above was read. Export the chat again for the rest"),
)
BAD_CHARACTERS = Fault(
    N_("From here on some characters are not valid %(encoding)s"),
    N_("They are shown as �; choose another encoding if names look wrong"),
)
COMPRESSED = Fault(
    N_("The content was left compressed by the export tool"),
    N_("Export again with a newer version of the tool"),
)
DAMAGED_NUMBER = Fault(
    N_("A spreadsheet has cut the number “%(value)s” short"),
    N_("Format the column as text, fill in the full number and import the row again"),
)
BAD_MONEY = Fault(
    N_("The amount “%(value)s” cannot be read"),
    N_("Write it in yuan, like 128.50"),
)
BAD_NUMBER = Fault(
    N_("“%(value)s” is not a number"),
    N_("Write digits only"),
)
NO_NAME = Fault(
    N_("The row names nobody: nickname, WeChat ID and member ID are all empty"),
    N_("Fill in at least one of them"),
)
NO_TABLE = Fault(
    N_("No header row with a time and a sender was found"),
    N_("Choose on the mapping page which column holds what"),
)


def damaged(row: int, cells: Iterable[str], fault: Fault, **params: str) -> Problem:
    """A Problem of a table's row; its cells are shown between bars."""
    raw, size = [], 0
    for cell in cells:
        raw.append(cell[:RAW_LIMIT])
        size += len(cell) + 3
        if size > RAW_LIMIT:
            break
    return problem(row, " | ".join(raw), fault, **params)


def problem(row: int, raw: str, fault: Fault, **params: str) -> Problem:
    """A Problem with its raw text cut to what the error report keeps."""
    return Problem(row, raw[:RAW_LIMIT], fault.reason, fault.suggestion, params)
