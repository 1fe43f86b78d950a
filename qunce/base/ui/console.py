"""The language switch and the styleguide: a page with every component on it."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from . import pages, palette, specimen


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to where one was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponse(status=303, headers={"Location": back})
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax")
    return response


def _check_may_see(request: HttpRequest) -> None:
    role = getattr(getattr(request, "membership", None), "role", "")
    if not settings.DEBUG and role != "owner":
        raise PermissionDenied


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    _check_may_see(request)
    return pages.render(request, "ui/styleguide.html", specimen.context(request), block="specimen_list")


@require_GET
def styleguide_palette(request: HttpRequest) -> HttpResponse:
    _check_may_see(request)
    q = request.GET.get("q", "")
    groups = [palette.Group(_("Actions"), palette.find_actions(request, q)), *specimen.palette_groups(q)]
    return pages.render(request, "ui/palette_results.html", {"groups": groups, "q": q})


@require_POST
def styleguide_done(request: HttpRequest) -> HttpResponse:
    _check_may_see(request)
    pages.toast(request, _("Marked as done."), undo_url=request.path)
    return pages.done(request)
