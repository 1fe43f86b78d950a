"""The styleguide: a page with every component on it, for the owner's eyes and the look tests."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qunce.base.accounts.access import StaffRequest, door, public
from qunce.base.accounts.models import Role

from . import assets, pages, palette, specimen


@require_GET
@public
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask for it by the old name, whatever the page says."""
    return HttpResponseRedirect(assets.asset("mark.svg"))


@require_GET
@door(Role.OWNER)
def styleguide(request: StaffRequest) -> HttpResponse:
    return pages.render(request, "ui/styleguide.html", specimen.context(request), block="specimen_list")


@require_GET
@door(Role.OWNER)
def styleguide_palette(request: StaffRequest) -> HttpResponse:
    q = request.GET.get("q", "")
    groups = [palette.Group(_("Actions"), palette.find_actions(request, q)), *specimen.palette_groups(q)]
    return pages.render(request, "ui/palette_results.html", {"groups": groups, "q": q})


@require_POST
@door(Role.OWNER)
def styleguide_done(request: StaffRequest) -> HttpResponse:
    """Does nothing, and says so with a way back: what a finished task looks like."""
    pages.toast(request, _("Marked as done"), undo_url=request.path)
    return pages.done(request) if request.htmx else pages.go(request, request.headers.get("Referer", "/"))
