"""What helps with words while somebody writes them: a look at them, ready words to put in. Rooms above register it.

    helpers.register("pick", Helper("scripts:pick", blanks=...))

A page asks ``drafting(task=7)`` or ``drafting(group=3, person=5)`` and gives the answer to the macro ``ui.draft``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Helper:
    """One help. url_name: its address, which takes what the words are about in its query.

    blanks  names of open places that words may still hold as ``{name}`` and must not leave with
    """

    url_name: str
    blanks: Callable[[], Iterable[str]] = tuple


helpers: Registry[Helper] = Registry("helpers of drafts")  # "check", "pick"


class Helped(NamedTuple):
    """Addresses for one draft, "" where no room helps so; blanks: names between bars."""

    check: str
    pick: str
    blanks: str


def drafting(field: str = "", **about: int | None) -> Helped:
    """The help for words about a task, a group, a person. field: the name under which the page sends the words."""
    known = {key: str(pk) for key, pk in about.items() if pk}
    pick = helpers.find("pick")
    return Helped(
        _address("check", known | {"field": field}), _address("pick", known), "|".join(pick.blanks()) if pick else ""
    )


def _address(key: str, query: dict[str, str]) -> str:
    helper = helpers.find(key)
    return f"{reverse(helper.url_name)}?{urlencode(query)}" if helper else ""
