"""Panels that rooms put on the group page and the person page without those pages knowing them.

``group_panels.register("desk.questions", Panel(N_("Questions"), "desk/_panel.html", load, order=20))``
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of somebody else's page.

    title     English msgid, marked with N_
    template  rendered with what ``load`` returned
    load      (request, id of the group or person) → context, or None to leave the panel out
    order     small first
    wide      takes the page's whole width instead of half of it

    What ``load`` returns may hold ``more``, a query string such as ``kind=desk.unanswered&decision=waiting``: the
    group page then links to all judgements of that kind, with ``total`` as their number.
    """

    title: str
    template: str
    load: Callable[[HttpRequest, int], Mapping[str, Any] | None]
    order: int = 100
    wide: bool = False


@dataclass(frozen=True, slots=True)
class LoadedPanel:
    key: str
    title: str
    template: str
    context: Mapping[str, Any]
    wide: bool = False


group_panels: Registry[Panel] = Registry("group panels")
person_panels: Registry[Panel] = Registry("person panels")


def load(registry: Registry[Panel], request: HttpRequest, subject_id: int) -> list[LoadedPanel]:
    """The panels that have something to show, in order."""
    loaded = []
    for key, panel in sorted(registry.items(), key=lambda item: item[1].order):
        context = panel.load(request, subject_id)
        if context is not None:
            loaded.append(LoadedPanel(key, panel.title, panel.template, context, panel.wide))
    return loaded
