"""What a reminder says, in the language and the zone that are active."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qunce.base.reminders import policy
from qunce.base.reminders.models import Reminder
from qunce.base.ui.formats import when
from qunce.base.ui.reasons import reason_text
from qunce.base.worklist.models import Task

Tasks = Mapping[int, Task]


class Said(NamedTuple):
    """subject: one line; lines: the first tasks; settled: nothing of it is open any more."""

    subject: str
    lines: Sequence[str]
    settled: bool = False


def tasks_of(reminders: Iterable[Reminder]) -> dict[int, Task]:
    """The tasks of any number of reminders, in one query."""
    wanted = {pk for reminder in reminders for pk in reminder.task_ids}
    return {task.pk: task for task in Task.objects.filter(pk__in=wanted)}


def said(reminder: Reminder, tasks: Tasks) -> Said:
    """A reminder in words: what it is, and which of its first tasks are still open."""
    waiting = [tasks[pk] for pk in reminder.task_ids if pk in tasks and tasks[pk].state == Task.State.OPEN]
    lines = [*_figures(reminder), *(_line(task) for task in waiting if task.title)]
    more = reminder.count - len(reminder.task_ids)
    if more > 0 and reminder.event != policy.DIGEST:
        lines.append(_("and %(n)s more") % {"n": more})
    return Said(subject(reminder), lines, settled=not waiting and more <= 0 and reminder.event != policy.DIGEST)


def _line(task: Task) -> str:
    return f"· {reason_text(task.title)} — {when(task.due_at)}"


def subject(reminder: Reminder) -> str:
    n = reminder.count
    if reminder.event == policy.HANDED:
        return ngettext("%(n)s task was handed to you", "%(n)s tasks were handed to you", n) % {"n": n}
    if reminder.event == policy.SOON:
        return ngettext("%(n)s task is due soon", "%(n)s tasks are due soon", n) % {"n": n}
    if reminder.event == policy.LATE:
        return ngettext("%(n)s task is past its time", "%(n)s tasks are past their time", n) % {"n": n}
    waiting = reminder.figures.get("open", n)
    return ngettext("%(n)s task is waiting", "%(n)s tasks are waiting", waiting) % {"n": waiting}


def _figures(reminder: Reminder) -> list[str]:
    if reminder.event != policy.DIGEST:
        return []
    figures = {key: reminder.figures.get(key, 0) for key in ("late", "today", "mine")}
    return [_("%(late)s past their time, %(today)s due today, %(mine)s given to you by name.") % figures]


def for_machines(reminder: Reminder, tasks: Tasks) -> dict[str, Any]:
    """The same as JSON: event, count, figures, and the first tasks with their deadlines (epoch seconds UTC)."""
    return {
        "event": reminder.event,
        "workspace": reminder.workspace.slug,
        "at": reminder.at,
        "count": reminder.count,
        "figures": reminder.figures,
        "tasks": [
            {"id": task.pk, "kind": task.kind, "title": reason_text(task.title), "due_at": task.due_at}
            for pk in reminder.task_ids
            if (task := tasks.get(pk)) is not None and task.title
        ],
    }


def trial() -> Said:
    return Said(_("This is how a reminder reads"), [_("Sent because you asked to try this way.")])
