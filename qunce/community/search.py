"""What a name can be found by, in one column, and how what somebody typed is looked up in it."""

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from qunce.kernel.text import search_keys, skeleton

MOST = 400
_SHORT = 2


def search_text(*names: str) -> str:
    """Every spelling of the names between spaces: a search for " zs" meets the beginnings only.

    The names are taken in order of importance; what does not fit in the column is left out.
    """
    text = " "
    for key in dict.fromkeys(key for name in names for key in search_keys(name)):
        kept = key[: MOST - 2]
        if len(text) + len(kept) + 1 > MOST:
            break
        text += kept + " "
    return text


def needle(text: str) -> str:
    """What to look for in the column: folded (Traditional, width, case), without spaces.

    One or two Latin letters are initials, so they must begin a spelling; anything longer, and every ideograph,
    may stand anywhere.
    """
    wanted = skeleton(text).replace(" ", "")
    return f" {wanted}" if wanted.isascii() and len(wanted) <= _SHORT and wanted else wanted


def found_by(text: str, field: str = "search") -> "GreaterThan | Q":
    """A condition for ``filter``: the row is found by what was typed. Everything is, by nothing.

    A plain substring position rather than LIKE: no case folding, no wildcards to escape, and it is answered from
    the index that carries the column.
    """
    wanted = needle(text)
    return GreaterThan(StrIndex(F(field), Value(wanted)), 0) if wanted else Q()
