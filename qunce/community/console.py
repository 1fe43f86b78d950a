"""Groups and people."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qunce.base.accounts.access import StaffRequest, door
from qunce.base.accounts.models import Role
from qunce.base.ui import panels, tables
from qunce.base.ui.pages import render
from qunce.base.ui.tables import Column
from qunce.community.access import access_group, access_person, groups_of


@require_GET
@door(Role.VIEWER)
def group_list(request: StaffRequest) -> HttpResponse:
    columns = [
        Column("name", _("Group"), order="name", wide=True),
        Column("size", _("Members"), order="size", number=True),
        Column("messages", _("Messages"), order="message_count", number=True),
        Column("heard", _("Heard until"), order="heard_until"),
    ]
    sorting = tables.sorting(request, columns, "-heard")
    rows = groups_of(request.actor).filter(archived_at=None).order_by(*tables.order_by(columns, sorting))
    context = {"columns": columns, "sorting": sorting, "listing": tables.listing(request, rows, total=rows.count())}
    return render(request, "community/group_list.html", context, block="table")


@require_GET
@door(Role.VIEWER)
def group(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_group(request.actor, pk)
    context = {"group": row, "panels": panels.load(panels.group_panels, request, row.pk)}
    return render(request, "community/group.html", context)


@require_GET
@door(Role.VIEWER)
def person(request: StaffRequest, pk: int) -> HttpResponse:
    row = access_person(request.actor, pk)
    context = {"person": row, "panels": panels.load(panels.person_panels, request, row.pk)}
    return render(request, "community/person.html", context)
