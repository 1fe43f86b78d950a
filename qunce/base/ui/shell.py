"""What stands around every page: who is signed in, in which workspace, and what the strip above says.

Made from ``request.actor`` without a query; higher rooms add what only they know with ``extend``:

    extend("today", lambda request, shell: replace(shell, palette_url=reverse("today:palette")))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from qunce.base.accounts.access import Actor
from qunce.base.accounts.roles import role_label
from qunce.kernel.registry import Registry

THEME_COOKIE = "qunce_theme"

Theme = Literal["", "light", "dark"]


@dataclass(frozen=True, slots=True)
class WorkspaceLink:
    """A workspace in the switch. ``url`` takes a POST with the csrf token."""

    name: str
    url: str
    current: bool = False
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A line of the user menu. ``post`` makes it a form (sign out)."""

    label: str
    url: str
    icon: str
    post: bool = False


@dataclass(frozen=True, slots=True)
class DemoStrip:
    """The strip above the demo. ``clear_url`` takes a POST: clear and start with your own group."""

    clear_url: str
    import_url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """The surroundings of a page.

    badges       navigation key → how many wait there
    palette_url  answers ``?q=`` with ui/palette_results.html; empty hides the palette
    language_url takes a POST of ``language`` and ``next``; theme_url one of ``theme``
    bell         how many reminders were not seen; bell_url where they stand, empty hides the bell
    notice       a sentence for everybody (e.g. holiday table ends soon), already translated
    """

    signed_in: bool = False
    user_name: str = ""
    role_label: str = ""
    workspace_name: str = ""
    workspaces: tuple[WorkspaceLink, ...] = ()
    menu: tuple[MenuLink, ...] = ()
    demo: DemoStrip | None = None
    badges: Mapping[str, int] = field(default_factory=dict)
    palette_url: str = ""
    language_url: str = ""
    theme_url: str = ""
    home_url: str = "/"
    notice: str = ""
    bell_url: str = ""
    bell: int = 0


ANONYMOUS = Shell()

Extension = Callable[[HttpRequest, Shell], Shell]
extensions: Registry[Extension] = Registry("shell extensions")


def extend(key: str, extension: Extension) -> None:
    """Let a room add to the shell of signed-in staff (badges, palette, demo strip). Once per page: keep it quick."""
    extensions.register(key, extension)


def address(name: str, *args: object) -> str:
    """The address of a page, or "" where its room is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def state_for(request: HttpRequest) -> Shell:
    """The shell of this request."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return Shell(language_url=address("accounts:language"), theme_url=address("accounts:theme"))
    shell = _of(actor)
    for extension in extensions:
        shell = extension(request, shell)
    return shell


def _of(actor: Actor) -> Shell:
    workspaces = tuple(
        WorkspaceLink(
            choice.name,
            address("accounts:enter_workspace", choice.id),
            current=choice.id == actor.workspace.pk,
            is_demo=choice.is_demo,
        )
        for choice in actor.workspaces
    )
    menu = [
        MenuLink(_("Profile"), address("accounts:profile"), "user"),
        MenuLink(_("Sign out"), address("accounts:sign_out"), "logout", post=True),
    ]
    return Shell(
        signed_in=True,
        user_name=actor.name,
        role_label=role_label(actor.role),
        workspace_name=actor.workspace.name,
        workspaces=workspaces,
        menu=tuple(link for link in menu if link.url),
        language_url=address("accounts:language"),
        theme_url=address("accounts:theme"),
    )


def theme_of(request: HttpRequest) -> Theme:
    """The theme of the account, wherever its owner is signed in; of this browser for visitors; "" is the device's."""
    actor: Actor | None = getattr(request, "actor", None)
    wanted = actor.theme if actor else request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in ("light", "dark") else ""  # type: ignore[return-value] # narrowed just here
