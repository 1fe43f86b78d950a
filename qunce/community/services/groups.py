"""Groups: made by an import or by hand, told their size, archived."""

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, SavedView, Source
from qunce.community.registry import listeners
from qunce.community.search import search_text
from qunce.kernel import clock
from qunce.kernel.names import shown_name


@transaction.atomic
def find_or_create(workspace: Workspace, name: str, external_id: str = "") -> Group:
    """The group of this external id, else of this name, else a new one."""
    groups = Group.objects.filter(workspace=workspace)
    clean = shown_name(name) or "?"
    if external_id:
        known = groups.filter(external_id=external_id).first()
        if known:
            return known
    known = groups.filter(name=clean).first()
    if known:
        if external_id and not known.external_id:
            known.external_id = external_id
            known.save(update_fields=["external_id"])
        return known
    return Group.objects.create(
        workspace=workspace,
        name=clean,
        external_id=external_id[:80],
        search=search_text(clean),
        created_at=clock.timestamp(),
    )


@transaction.atomic
def tell_size(group: Group, size: int) -> None:
    """A person says how many the group holds; without it every page says "of those seen"."""
    if size < 1:
        raise ValueError("A group holds at least one person.")
    Group.objects.filter(pk=group.pk).update(size=size, size_at=clock.timestamp())
    journal.record(
        group.workspace_id, NewFact("community.group_size_told", group_id=group.pk, data={"size": size})
    )


@transaction.atomic
def archive(group: Group) -> None:
    if Group.objects.filter(pk=group.pk, archived_at=None).update(archived_at=clock.timestamp()):
        journal.record(group.workspace_id, NewFact("community.group_archived", group_id=group.pk))


@transaction.atomic
def unarchive(group: Group) -> None:
    if Group.objects.filter(pk=group.pk, archived_at__isnull=False).update(archived_at=None):
        journal.record(group.workspace_id, NewFact("community.group_restored", group_id=group.pk))


def open_source(workspace: Workspace, kind: str, label: str, dialect: str = "") -> Source:
    """A new origin of rows; undoing it later takes them away again."""
    return Source.objects.create(
        workspace=workspace, kind=kind, label=label[:200], dialect=dialect, created_at=clock.timestamp()
    )


def announce_heard(group: Group, since: int) -> list[int]:
    """Tell the practices that a group's talk changed from ``since`` on: one job each. Call it in the transaction
    that made the change final. Returns the job ids.
    """
    return [
        jobs.enqueue_once(
            group.workspace_id,
            listener.task,
            {"group_id": group.pk, "since": since},
            priority=-listener.order,
            words={"group": group.name},
        ).pk
        for listener in sorted(listeners, key=lambda entry: entry.order)
    ]


@transaction.atomic
def save_view(
    workspace: Workspace, subject: str, name: str, params: dict[str, str], staff_id: int | None
) -> SavedView:
    """Keep a filter under a name; the same name again replaces it. staff_id None: shared by the workspace."""
    view, _ = SavedView.objects.update_or_create(
        workspace=workspace,
        subject=subject,
        name=name.strip()[:60],
        staff_id=staff_id,
        defaults={"params": params, "created_at": clock.timestamp()},
    )
    return view


@transaction.atomic
def delete_view(view: SavedView) -> None:
    view.delete()
