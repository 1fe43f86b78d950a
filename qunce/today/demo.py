"""Leaving the demo: it is cleared whole, and the visitor goes on in a workspace of their own."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.middleware import WORKSPACE_KEY
from qunce.base.accounts.models import Role
from qunce.base.jobs import services as jobs
from qunce.base.ui.pages import go, toast

_WARNING = 30


@require_POST
@door(Role.OWNER)
def demo_clear(request: StaffRequest) -> HttpResponse:
    """Clear the demo in the background and go over to the owner's own workspace."""
    workspace = request.actor.workspace
    if not workspace.is_demo:
        return go(request, reverse("today:index"))
    own = next((choice for choice in request.actor.workspaces if not choice.is_demo), None)
    if own is None:
        toast(request, _("You have no workspace of your own to go to yet."), level=_WARNING)
        return go(request, reverse("today:index"))
    jobs.enqueue_once(None, "today.clear_demo", {"workspace_id": workspace.pk}, priority=5)
    request.session[WORKSPACE_KEY] = own.id
    toast(request, _("The demo is being cleared. This is your own workspace."))
    return go(request, reverse("today:index"))
