"""What stands around every page: who is signed in, in which workspace, and what the strip above says.

The accounts room knows the answers; ``provide`` hands them in when Django starts, so that a
page without database (500, styleguide) still has a shell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.http import HttpRequest

THEME_COOKIE = "qunce_theme"
THEMES = ("", "light", "dark")  # "" follows the device

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
    home_url: str = "/"
    notice: str = ""


ANONYMOUS = Shell()

Provider = Callable[[HttpRequest], Shell]


def _nobody(request: HttpRequest) -> Shell:
    return ANONYMOUS


_provider: Provider = _nobody


def provide(provider: Provider) -> None:
    """Set who answers for the shell. Called once, from an ``apps.py``."""
    global _provider  # noqa: PLW0603 - one slot, filled when Django starts
    _provider = provider


def state_for(request: HttpRequest) -> Shell:
    return _provider(request)


def theme_of(request: HttpRequest) -> Theme:
    """The theme the browser asked for by cookie; "" leaves it to the device."""
    wanted = request.COOKIES.get(THEME_COOKIE, "")
    return wanted if wanted in ("light", "dark") else ""  # type: ignore[return-value]
