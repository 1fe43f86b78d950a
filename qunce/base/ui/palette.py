"""What the palette (⌘/Ctrl-K) offers. Rooms register actions; ``today`` answers the search itself.

The view behind ``Shell.palette_url`` answers ``?q=`` with ``ui/palette_results.html`` and a list of
``Group``; an empty ``q`` shows the actions and what was opened last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext

from qunce.kernel.registry import Registry

from .navigation import everybody
from .shell import address


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the palette. ``avatar``: a person's or group's name, shown as an avatar instead of the icon."""

    label: str
    url: str
    icon: str = "arrow-right"
    note: str = ""
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Hits under one heading, both already translated."""

    title: str
    hits: Sequence[Hit]


@dataclass(frozen=True, slots=True)
class Action:
    """Something the palette can do or open.

    label     English msgid, marked with N_
    keywords  more words it is found by (pinyin, Chinese), separated by blanks
    """

    label: str
    icon: str
    url_name: str
    keywords: str = ""
    shown: Callable[[HttpRequest], bool] = everybody


actions: Registry[Action] = Registry("palette actions")


def find_actions(request: HttpRequest, text: str, limit: int = 6) -> list[Hit]:
    """The actions this person may use whose words hold the text."""
    wanted = text.strip().lower()
    hits = []
    for action in actions:
        label = gettext(action.label)
        if action.shown(request) and wanted in f"{label} {action.label} {action.keywords}".lower():
            url = address(action.url_name)
            hits += [Hit(label, url, action.icon)] if url else []
    return hits[:limit]
