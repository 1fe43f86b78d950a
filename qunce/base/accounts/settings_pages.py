"""The settings: one page per room, tabs above. A room registers its tab in ``apps.py``.

``register(Tab("charters", N_("Charters"), "charter:templates", order=60, role=Role.OPERATOR))``; its view answers with
``render_settings(request, "charter/templates.html", {…})`` and its page extends ``accounts/settings.html`` (block
``settings``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qunce.base.accounts.access import StaffRequest, at_least
from qunce.base.accounts.models import Role
from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the settings.

    label     English msgid, marked with N_
    url_name  reversed without arguments
    order     profile 10 · devices 20 · workspace 30 · staff 40 · rooms 50–89 · audit 90
    role      who sees the tab; the view's own door still decides
    covers    further url names under which the tab is the current one
    """

    key: str
    label: str
    url_name: str
    order: int
    role: Role = Role.VIEWER
    covers: tuple[str, ...] = ()


tabs: Registry[Tab] = Registry("settings tabs")


def register(*new: Tab) -> None:
    for tab in new:
        tabs.register(tab.key, tab)


def links(request: StaffRequest) -> list[tuple[str, str, bool, None]]:
    """(label, address, current, no count) per tab, as the kit's ``tabs`` takes them."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    mine = sorted((tab for tab in tabs if at_least(request.actor.role, tab.role)), key=lambda tab: tab.order)
    return [(_(tab.label), reverse(tab.url_name), here in {tab.url_name, *tab.covers}, None) for tab in mine]


def render_settings(
    request: StaffRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the settings, with the tabs its reader may see."""
    return render(request, template, {**(context or {}), "settings_tabs": links(request)}, status=status)
