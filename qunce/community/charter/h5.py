"""The charter on a member's phone: the rules as they hold, and one tap that says they were read (D5)."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from qunce.base.ui.pages import render
from qunce.community.charter import queries
from qunce.community.charter.policy.announcing import binding_number
from qunce.community.charter.services import acknowledging
from qunce.community.models import Group
from qunce.community.visitors import h5
from qunce.community.visitors.models import Pass
from qunce.community.visitors.registry import VisitorPage
from qunce.kernel.i18n import N_

PURPOSE = "charter"


class TapForm(forms.Form):
    name = forms.CharField(
        label=_("Your name in the group"),
        max_length=60,
        error_messages={"required": _("Write the name you have here.")},
    )


def page(request: HttpRequest, row: Pass) -> HttpResponse:
    """The rules that members must know now. Whether a name is known here is not said: the page shows nobody."""
    group = (
        Group.objects.select_related("workspace")
        .filter(workspace_id=row.workspace_id, pk=row.ref, archived_at=None)
        .first()
    )
    dated = queries.versions(group) if group else []
    number = binding_number([version.charter for version in dated])
    if group is None or number is None:
        return render(request, "visitors/closed.html", {}, status=404)
    form = TapForm(request.POST if request.method == "POST" else None)
    status = h5.sent(request, row, form, lambda said: acknowledging.tap(group, number, said["name"]))
    if status == h5.SEEN:
        return HttpResponseRedirect(f"{request.path}?read=1")
    said = queries.spoken(dated[-1].charter, queries.purposes(group.workspace))
    context = {"group": group, "charter": said, "number": number, "form": form, "read": "read" in request.GET}
    return render(request, "charter/h5_charter.html", context, status=status)


PAGE = VisitorPage(N_("The rules of your group"), N_("The code stands beside the link in the announcement."), page)
