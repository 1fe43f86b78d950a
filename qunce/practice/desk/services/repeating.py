"""Which questions come up again and again: found for the groups of a workspace, kept, handed on as "add to Q&A" (E1).

A group is looked at alone; groups under the same charter template are looked at together, for whoever puts them
under one template says that they are of one kind. What is kept is kept by group and cites that group's messages
only: nobody sees into a group that is not theirs.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import transaction

from qunce.base.jobs import services as jobs
from qunce.base.jobs.models import Job
from qunce.base.jobs.running import Running
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.charter.queries import families
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.desk import queries, words
from qunce.practice.desk.repeats import DAYS, KIND, Part, Repeat, find_repeats
from qunce.practice.desk.repeats.limited import group_limited

ADD = "desk.add_to_qa"
TASK = "desk.find_repeats"
FRESH = 7 * DAY  # older talk is history, not work
DUE = 3 * DAY  # after it was asked last
MOST = 100_000  # questions looked at together, the newest
PRIORITY = -95  # after all that somebody waits for

GONE = N_("It no longer comes up again and again.")
NOT_NOW = N_("It was not asked lately, or not again and again any more.")


def ask_for_repeats(workspace_id: int, group_ids: Collection[int] | None) -> Job:
    """Have these groups (None: all) looked through soon; asked for many times, it is done once."""
    args = {"groups": None if group_ids is None else sorted(group_ids)}
    return jobs.enqueue_once(workspace_id, TASK, args, key=TASK, merge=_together, priority=PRIORITY)


def _together(waiting: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    if waiting["groups"] is None or asked["groups"] is None:
        return {"groups": None}
    return {"groups": sorted({*waiting["groups"], *asked["groups"]})}


def ask_everywhere() -> int:
    """Once a day: every workspace in which somebody asked something. Returns how many."""
    asked = StoredVerdict.objects.filter(workspace_id__in=Workspace.objects.values("pk"), kind="desk.unanswered")
    workspaces = list(asked.order_by().values_list("workspace_id", flat=True).distinct())
    for workspace_id in workspaces:
        ask_for_repeats(workspace_id, None)
    return len(workspaces)


def find_repeats_in(job: Running, group_ids: Collection[int] | None) -> dict[str, int]:
    """The job: family by family, each kept before the next. Running it again ends in the same state."""
    workspace = Workspace.objects.filter(pk=job.workspace_id or 0).first()
    if workspace is None:
        return {}
    every = community.live_groups(workspace.pk).values_list("pk", flat=True)
    wanted = families(workspace, list(every) if group_ids is None else group_ids)
    found = 0
    for number, family in enumerate(wanted, 1):
        job.check()
        found += judge_family(workspace.pk, family, job.check)
        with transaction.atomic():
            job.advance(number, len(wanted))
    return {"families": len(wanted), "repeated": found}


def judge_family(workspace_id: int, family: Collection[int], check: Callable[[], None] = lambda: None) -> int:
    """Judge groups that belong together, as at the end of what was heard in them. Returns how many questions repeat."""
    heard = [g.heard_until or 0 for g in community.groups_by_id(workspace_id, family).values()]
    as_of = min(max(heard, default=0), clock.timestamp())
    questions = queries.asked(family, as_of - DAYS * DAY, as_of, MOST, check)
    found = find_repeats(
        questions, as_of, lambda texts: group_limited(texts, check), known=queries.known_repeats(family)
    )
    judged = [_judged(repeat, part, rank) for rank, repeat in enumerate(found, 1) for part in repeat.parts]
    verdicts.store(workspace_id, judged)
    speaking = {verdicts.key_of(one.verdict) for one in judged}
    standing = queries.repeated(family).values_list("key", flat=True)
    verdicts.withdraw(workspace_id, KIND, [key for key in standing if key not in speaking], GONE)
    open_tasks(workspace_id, family)
    return len(found)


def _judged(repeat: Repeat, part: Part, rank: int) -> Judged:
    """Message ids only: the words stay where erasing finds them."""
    data = {
        "question": repeat.key,
        "messages": list(part.message_ids),
        "variants": [list(variant.message_ids) for variant in part.variants],
        "times": len(part.message_ids),
        "askers": part.people,
        "best": part.best.message_id if part.best else None,
        "home": part.home,
    }
    return Judged(part.verdict, part.last_at, rank, data)


def open_tasks(workspace_id: int, group_ids: Collection[int]) -> None:
    """One task for each question that repeats and was asked within seven days; the others are closed."""
    floor = clock.timestamp() - FRESH
    rows = [row for row in queries.repeated(group_ids).filter(at__gte=floor) if row.data["home"]]
    said = community.words_of({pk for row in rows for pk in (row.data["variants"][0][-1], row.data["best"]) if pk})
    wanted = [_task(row, said) for row in rows if row.data["variants"][0][-1] in said]
    worklist.open_tasks(workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(workspace_id=workspace_id, group_id__in=group_ids, kind=ADD, state__in=worklist.LIVE)
    gone = [key for key in live.values_list("key", flat=True) if key not in keys]
    worklist.withdraw(workspace_id, ADD, gone, NOT_NOW)


def _task(row: StoredVerdict, said: Mapping[int, tuple[int, str]]) -> NewTask:
    """No ``sources``: once a question was added or set aside, being asked again opens it no more."""
    question = said[row.data["variants"][0][-1]][1]
    answer = said[row.data["best"]][1] if row.data["best"] in said else ""
    return NewTask(
        kind=ADD,
        key=row.data["question"],
        due_at=row.at + DUE,
        title={
            "msgid": N_("Asked %(times)s times: %(question)s"),
            "params": {"times": row.data["times"], "question": words.short(question)},
        },
        words=[{"msgid": r.msgid, "params": dict(r.params)} for r in words.qa_words(question, answer)],
        value=float(row.data["askers"]),
        group_id=row.group_id,
        verdict_id=row.pk,
        data={"messages": [*row.data["messages"], *([row.data["best"]] if row.data["best"] else [])]},
    )


def on_repeat_changed(verdict: StoredVerdict) -> None:
    """Overturned or standing again: the task that rests on it goes or comes."""
    if verdict.group_id is not None:
        open_tasks(verdict.workspace_id, [verdict.group_id])
