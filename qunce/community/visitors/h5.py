"""The one door for members: the link says which page, the code that one was told."""

from django.conf import settings
from django.core import signing as cookies
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


def _ask(request: HttpRequest, row: Pass) -> HttpResponse:
    page = visitor_pages.get(row.purpose)
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "page": page}
    if request.method != "POST":
        return render(request, "visitors/code.html", context)
    status = 422
    try:
        if form.is_valid():
            if services.try_code(row, form.cleaned_data["code"], address_of(request)):
                return _remembered(request, row)
            form.add_error("code", _("This is not the code. It has six digits."))
    except services.TooManyError:
        form.add_error(None, _("Too many tries. Please come back in an hour, or ask your group's operator."))
        status = 429
    return render(request, "visitors/code.html", context, status=status)


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
