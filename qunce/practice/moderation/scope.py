"""Topic scope at work: verdicts on talk that has left the topic, and one gentle invitation to the group (D8)."""

from collections.abc import Callable, Iterator

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community.charter.queries import effective, law_of
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation import words
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.policy.scope import BEFORE, KIND, SILENCE, WINDOW, drifts, judge_scope, scope_of

INVITE = "moderation.scope"
FRESH = DAY  # an invitation to yesterday's chat is a reproach
ANSWER_WITHIN = 3600  # seconds: later, the talk is somewhere else
CLEARED = N_("The talk is back at the topic, or the charter says otherwise.")

State = StoredVerdict.State
# Gives a group's messages of [since, until), in time order.
Messages = Callable[[Group, int, int | None], Iterator[Message]]


def judge(group: Group, charter: EffectiveCharter, messages: Messages, first: int) -> int:
    """Keep what left the topic from ``first`` on, by the scope that held then. Idempotent; of recent talk only."""
    found: list[Judged] = []
    first = max(0, first - WINDOW)  # a run that began before midnight is seen when it goes on
    kept = StoredVerdict.objects.filter(group_id=group.pk, kind=KIND)
    last = kept.filter(at__lt=first, at__gt=first - SILENCE).exclude(state=State.WITHDRAWN).order_by("-at").first()
    quiet_until = last.at + SILENCE if last else 0
    for term in law_of(group, charter, first, None) if group.heard_until is not None else ():
        scope = scope_of(term.charter, group.name)
        if scope is None:
            continue
        said = messages(group, max(0, term.since - BEFORE), term.until)
        left = list(drifts(said, scope, max(quiet_until, term.since)))
        for drift, verdict in zip(left, judge_scope(left, scope, term.charter.side_group, group.pk), strict=True):
            found.append(Judged(verdict, drift.began, data={"topic": scope.topic, "subject": drift.subject}))
            quiet_until = drift.began + SILENCE
    verdicts.store(group.workspace_id, found)
    speaking = {verdicts.key_of(judged.verdict) for judged in found}
    standing = kept.filter(state=State.STANDING, at__gte=first).values_list("key", flat=True)
    verdicts.withdraw(group.workspace_id, KIND, [key for key in standing if key not in speaking], CLEARED)
    return len(found)


def tasks(group: Group, charter: EffectiveCharter) -> None:
    """One task for the last run lately, with words to everybody: the topic, and the group for chatter."""
    row = (
        StoredVerdict.objects.filter(
            group_id=group.pk, kind=KIND, state=State.STANDING, at__gte=clock.timestamp() - FRESH
        )
        .order_by("-at")
        .first()
    )
    wanted = [_task(group, charter, row)] if row is not None and charter.topic_scope.strip() else []
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=INVITE, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, INVITE, [key for key in live if key not in keys], CLEARED)


def _task(group: Group, charter: EffectiveCharter, row: StoredVerdict) -> NewTask:
    subject = str(row.data["subject"])
    return NewTask(
        kind=INVITE,
        key=f"{group.pk}:{row.subject_ref}",
        due_at=row.at + ANSWER_WITHIN,
        title={"msgid": N_("The talk has left the topic: %(subject)s"), "params": {"subject": subject}},
        words=words.left_topic(str(row.data["topic"]), subject, charter.side_group),
        value=float(len(row.evidence)),
        group_id=group.pk,
        verdict_id=row.pk,
        data={"verdicts": [row.pk]},
        sources=[int(cited["ref"]) for cited in row.evidence],
    )


def on_changed(verdict: StoredVerdict) -> None:
    """A verdict was overturned or stands again: the invitation follows."""
    group = Group.objects.filter(pk=verdict.group_id or 0).first()
    if group is not None:
        tasks(group, effective(Workspace.objects.get(pk=group.workspace_id), group.pk).charter)
