"""Groups: made by an import or by hand, told their size, archived."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group, SavedView, Source
from qunce.community.registry import Listener, listeners
from qunce.community.search import search_text
from qunce.community.services import history
from qunce.kernel import clock
from qunce.kernel.names import shown_name

HISTORY_PRIORITY = -80  # after every other judgement, before the message index


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
    journal.record(group.workspace_id, NewFact("community.group_size_told", group_id=group.pk, data={"size": size}))


@transaction.atomic
def archive_many(workspace: Workspace, group_ids: Collection[int]) -> Fact:
    """Put groups away: they keep everything and appear nowhere. Undone by ``unarchive_by`` with the fact."""
    rows = Group.objects.filter(workspace=workspace, pk__in=group_ids, archived_at=None)
    changed = list(rows.values_list("pk", flat=True))
    rows.update(archived_at=clock.timestamp())
    return journal.record(
        workspace, NewFact("community.group_archived", data={"groups": changed, "count": len(changed)})
    )[0]


@transaction.atomic
def unarchive_by(workspace: Workspace, fact_id: int) -> int:
    """Bring back the groups that one archiving put away. Returns how many."""
    fact = Fact.objects.filter(workspace=workspace, pk=fact_id, type="community.group_archived").first()
    if fact is None:
        return 0
    count = Group.objects.filter(workspace=workspace, pk__in=fact.data["groups"]).update(archived_at=None)
    journal.record(workspace, NewFact("community.group_restored", data={"count": count}, undoes=fact.pk))
    return count


def open_source(workspace: Workspace, kind: str, label: str, dialect: str = "") -> Source:
    """A new origin of rows; undoing it later takes them away again."""
    return Source.objects.create(
        workspace=workspace, kind=kind, label=label[:200], dialect=dialect, created_at=clock.timestamp()
    )


def tell_precision(source: Source, seconds: int) -> None:
    """A time of this source is exact to no more than ``seconds``: judgements that need more leave it alone."""
    if seconds > source.precision:
        source.precision = seconds
        Source.objects.filter(pk=source.pk, precision__lt=seconds).update(precision=seconds)


def announce_heard(group: Group, since: int) -> list[int]:
    """Tell the practices that a group's talk changed from ``since`` on (0: all of it). Call it in the transaction
    that made the change final. Returns the ids of the jobs that lead to the worklist.

    Each practice has one job for what is recent, so that the worklist does not wait for the years before it.
    """
    edge = history.edge(group)
    return [_announce(group, entry, since, edge) for entry in sorted(listeners, key=lambda entry: entry.order)]


def _announce(group: Group, listener: Listener, since: int, edge: int) -> int:
    if listener.history and since - history.SETTLES < edge:
        _enqueue(group, listener.history, since, HISTORY_PRIORITY)
    return _enqueue(group, listener.task, max(since, edge) if listener.history else since, -listener.order)


def _enqueue(group: Group, task: str, since: int, priority: int) -> int:
    return jobs.enqueue_once(
        group.workspace_id,
        task,
        {"group_id": group.pk, "since": since},
        key=f"{task}:{group.pk}",
        merge=_earliest,
        priority=priority,
        words={"group": group.name},
    ).pk


def _earliest(waiting: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Several changes, one judgement: from the earliest of them on."""
    return {**asked, "since": min(waiting["since"], asked["since"])}


@transaction.atomic
def save_view(workspace: Workspace, subject: str, name: str, params: dict[str, str], staff_id: int | None) -> SavedView:
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
