"""Keeping the index in step with the messages."""

from collections.abc import Callable, Iterator

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.community.models import Group, Message
from qunce.community.services.recording import SYSTEM
from qunce.community.talk_index import engine
from qunce.community.talk_index.engine import Cursor, Entry

TASK = "community.index_talk"
_BATCH = 2_000


def index_group(group: Group, since: int = 0, tick: Callable[[int], None] | None = None) -> int:
    """Index a group's messages from a moment on, again or for the first time; what is gone since goes here too.

    Returns how many messages were indexed. ``tick(n)`` is called every few thousand of them.
    """
    cursor = Cursor(group.message_count, group.heard_until or 0)
    with engine.writing() as writer:
        writer.forget(group.pk, since)
        count = writer.add(group.workspace_id, group.pk, _counted(_entries(group, since), tick))
        writer.mark(group.workspace_id, group.pk, cursor)
    return count


def _entries(group: Group, since: int) -> Iterator[Entry]:
    """Page by page: with a cursor left open, SQLite refuses the progress that is written between (its snapshot is
    older than what others wrote meanwhile).
    """
    rows = Message.objects.filter(group=group).exclude(kind=SYSTEM).exclude(text="").order_by("sent_at", "id")
    columns = rows.values_list("id", "identity_id", "sent_at", "text")
    last_at, last_id = since if since > 0 else 0, 0
    while page := list(columns.filter(sent_at__gte=last_at).exclude(sent_at=last_at, id__lte=last_id)[:_BATCH]):
        yield from (Entry(*row) for row in page)
        last_id, _, last_at, _ = page[-1]


def _counted(entries: Iterator[Entry], tick: Callable[[int], None] | None) -> Iterator[Entry]:
    for number, entry in enumerate(entries, start=1):
        yield entry
        if tick and number % _BATCH == 0:
            tick(number)


def forget_group(group_id: int) -> None:
    with engine.writing() as writer:
        writer.forget(group_id)


def catch_up() -> int:
    """Have indexed what the index does not know, be it lost or behind, and forget groups that are gone.

    Returns how many groups were put on the table.
    """
    known = engine.cursors()
    groups = {
        group.pk: group for group in Group.objects.only("pk", "workspace_id", "name", "message_count", "heard_until")
    }
    for group_id in known.keys() - groups.keys():
        forget_group(group_id)
    behind = [
        g for g in groups.values() if g.message_count and known.get(g.pk) != (g.message_count, g.heard_until or 0)
    ]
    for group in behind:
        enqueue(group)
    return len(behind)


def enqueue(group: Group, since: int = 0) -> Job:
    """The same key as ``announce_heard`` gives it: one job a group, however often it is asked for."""
    args = {"group_id": group.pk, "since": since}
    return jobs.enqueue_once(
        group.workspace_id, TASK, args, key=f"{TASK}:{group.pk}", priority=-90, words={"group": group.name}
    )
