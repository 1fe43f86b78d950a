"""What stands around every page that only this floor knows: open tasks, the palette, the menu, the demo strip."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qunce.base.accounts.access import Actor
from qunce.base.accounts.models import Role
from qunce.base.ui.shell import DemoStrip, MenuLink, Shell, address
from qunce.base.worklist import queries as worklist


def around(request: HttpRequest, shell: Shell) -> Shell:
    """One count; everything else is known already."""
    actor: Actor = request.actor  # type: ignore[attr-defined] # asked for signed-in staff only
    open_tasks = worklist.open_now(actor.workspace.pk, actor.group_ids).order_by().count()
    return replace(
        shell,
        palette_url=address("today:palette"),
        badges={**shell.badges, "today": open_tasks},
        menu=_menu(actor, shell),
        demo=_demo(actor) if actor.workspace.is_demo else None,
    )


def _menu(actor: Actor, shell: Shell) -> tuple[MenuLink, ...]:
    """Between the profile and signing out: what this role may open."""
    links = [
        (Role.VIEWER, MenuLink(_("Devices"), address("accounts:sessions"), "lock")),
        (Role.VIEWER, MenuLink(_("Outgoing actions"), address("outbox:index"), "send")),
        (Role.OPERATOR, MenuLink(_("Imports"), address("intake:index"), "file-import")),
        (Role.OPERATOR, MenuLink(_("WeCom"), address("intake:wecom"), "building-store")),
        (Role.OPERATOR, MenuLink(_("Background work"), address("jobs:index"), "activity")),
        (Role.OWNER, MenuLink(_("Staff"), address("accounts:staff"), "users")),
        (Role.OPERATOR, MenuLink(_("Audit"), address("accounts:audit"), "history")),
    ]
    mine = tuple(link for role, link in links if link.url and actor.may(role))
    first = tuple(link for link in shell.menu if not link.post)
    return (*first, *mine, *(link for link in shell.menu if link.post))


def _demo(actor: Actor) -> DemoStrip:
    clear = address("today:demo-clear") if actor.may(Role.OWNER) else ""
    return DemoStrip(clear, address("intake:new") if actor.may(Role.OPERATOR) else "")
