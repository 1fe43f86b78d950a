"""The left navigation (on a phone: the bottom one). Rooms register their entry in ``apps.py``.

``register(Entry("groups", N_("Groups"), "users-group", "community:group-list", order=20))``
Only registered entries show, and only to those whose role may see them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from qunce.kernel.registry import Registry


def everybody(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    label     English msgid, marked with N_
    icon      a name of assets/icons.txt
    url_name  reversed without arguments
    order     今日 10 · 群 20 · 人 30 · 秩序 40 · 服务 50 · 日程 60 · 活动 70 · 渠道 80 · 洞察 90 · 设置 100
    prefix    addresses under which the entry is the current one; its own address when empty
    shown     who sees it
    go        letter for the keyboard: ``g`` then this letter goes there
    """

    key: str
    label: str
    icon: str
    url_name: str
    order: int
    prefix: str = ""
    shown: Callable[[HttpRequest], bool] = everybody
    go: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one page shows it."""

    key: str
    label: str
    icon: str
    url: str
    current: bool
    go: str


entries: Registry[Entry] = Registry("navigation")


def register(entry: Entry) -> Entry:
    """Add an entry; raises DuplicateKeyError when the key is taken."""
    return entries.register(entry.key, entry)


def links(request: HttpRequest) -> list[Link]:
    """The entries this person sees, in order, the current one marked."""
    found = []
    for entry in sorted(entries, key=lambda e: e.order):
        if not entry.shown(request):
            continue
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            continue
        prefix = entry.prefix or url
        exact = prefix == "/"
        current = request.path == prefix if exact else request.path.startswith(prefix)
        found.append(Link(entry.key, entry.label, entry.icon, url, current, entry.go))
    return found
