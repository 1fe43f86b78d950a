"""The one door for members: the link says which page, the code that one was told."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core import signing as cookies
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qunce.base.accounts.access import public
from qunce.base.accounts.console.entry import address_of
from qunce.base.ui.pages import render
from qunce.community.visitors import services
from qunce.community.visitors.forms import CodeForm
from qunce.community.visitors.models import Pass
from qunce.community.visitors.registry import visitor_pages

_SALT = "qunce.visitors.opened"
STAYS = 2 * 3600  # seconds for which a code need not be given again
OK, SEEN, CONFLICT, UNREADABLE, TOO_MANY = 200, 302, 409, 422, 429


class RefusedError(Exception):
    """What was sent cannot be kept. said: translated; field: the form's field it is about, None for all of it."""

    def __init__(self, said: str, field: str | None = None, status: int = UNREADABLE) -> None:
        super().__init__(said)
        self.said, self.field, self.status = said, field, status


@require_http_methods(["GET", "HEAD", "POST"])
@public
def enter(request: HttpRequest, link: str) -> HttpResponse:
    """The page behind a pass, or the field for its code. A link that opens nothing says so, and nothing else."""
    row = services.find(link)
    page = visitor_pages.find(row.purpose) if row else None
    if row is None or page is None:
        return _guarded(render(request, "visitors/closed.html", {}, status=404))
    with timezone.override(row.workspace.zone):
        if _opened(request, row):
            return _guarded(page.show(request, row))
        return _guarded(_ask(request, row))


Said = Mapping[str, Any]  # what a form holds, cleaned


def submitted(form: Form, keep: Callable[[Said], object]) -> int:
    """What came of a member's form: OK where nothing was sent, SEEN where ``keep`` took it, else the status with which
    the page is shown again, the form saying why. ``keep`` may raise TooManyError, or RefusedError.
    """
    if not form.is_bound:
        return OK
    if not form.is_valid():
        return UNREADABLE
    try:
        keep(form.cleaned_data)
    except services.TooManyError:
        form.add_error(None, _("Too many tries. Please come back in an hour, or ask your group's operator."))
        return TOO_MANY
    except RefusedError as refused:
        form.add_error(refused.field, refused.said)
        return refused.status
    return SEEN


def sent(request: HttpRequest, row: Pass, form: Form, keep: Callable[[Said], object]) -> int:
    """``submitted``, counted against how much one address may send to this pass."""

    def counted(said: Said) -> None:
        services.sending(row, address_of(request))
        keep(said)

    return submitted(form, counted)


def _ask(request: HttpRequest, row: Pass) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)

    def opens(said: Said) -> None:
        if not services.try_code(row, said["code"], address_of(request)):
            raise RefusedError(_("This is not the code. It has six digits."), "code")

    status = submitted(form, opens)
    if status == SEEN:
        return _remembered(request, row)
    return render(request, "visitors/code.html", {"form": form, "page": visitor_pages.get(row.purpose)}, status=status)


def _name(row: Pass) -> str:
    return f"qunce-pass-{row.pk}"


def _remembered(request: HttpRequest, row: Pass) -> HttpResponse:
    response = HttpResponseRedirect(request.path)
    response.set_signed_cookie(
        _name(row), str(row.round), salt=_SALT, max_age=STAYS, path=request.path, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
    )  # fmt: skip
    return response


def _opened(request: HttpRequest, row: Pass) -> bool:
    try:
        return request.get_signed_cookie(_name(row), salt=_SALT, max_age=STAYS) == str(row.round)
    except (KeyError, cookies.BadSignature):
        return False


def _guarded(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "same-origin"  # with "no-referrer" browsers send "Origin: null", which CSRF refuses
    return response
