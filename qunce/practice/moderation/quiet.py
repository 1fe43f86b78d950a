"""Quiet hours at work: verdicts on who wrote in them, and one gentle reminder to the group for each night (D8)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.charter.policy.changes import shown_spans
from qunce.community.charter.queries import effective, law_of
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.practice.moderation import words
from qunce.practice.moderation.policy import Message
from qunce.practice.moderation.policy.quiet import KIND, disturbances, judge_quiet

REMIND = "moderation.remind"
FRESH = 2 * DAY  # a reminder of the night before last is a reproach
ANSWER_WITHIN = 3 * 3600  # seconds after the quiet hours end: nobody is written to during them
CLEARED = N_("No longer in the quiet hours.")

# Gives a group's messages of [since, until), in time order.
Messages = Callable[[Group, int, int | None], Iterator[Message]]


def judge(group: Group, charter: EffectiveCharter, messages: Messages, first: int, until: int | None = None) -> int:
    """Keep what was written in quiet hours from ``first`` on, each by the hours that held then. Idempotent."""
    found: list[Judged] = []
    for term in law_of(group, charter, max(0, first - DAY), until) if group.heard_until is not None else ():
        hours, zone = term.charter.mute_hours, term.charter.service_hours.tz
        if not hours:
            continue
        disturbed = disturbances(messages(group, term.since, term.until), hours, zone)
        for one, verdict in zip(
            disturbed, judge_quiet(disturbed, hours, term.charter.side_group, group.pk), strict=True
        ):
            data = {"night": one.stretch.day.isoformat(), "ends_at": one.stretch.ends_at, "hours": shown_spans(hours)}
            if one.messages[0].at >= first:
                found.append(Judged(verdict, one.messages[0].at, data=data))
    verdicts.store(group.workspace_id, found)
    speaking = {verdicts.key_of(judged.verdict) for judged in found}
    standing = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=first
    )
    if until is not None:
        standing = standing.filter(at__lt=until)
    gone = [key for key in standing.values_list("key", flat=True) if key not in speaking]
    verdicts.withdraw(group.workspace_id, KIND, gone, CLEARED)
    return len(found)


def tasks(group: Group, charter: EffectiveCharter) -> None:
    """One task for each night lately, with words that name the hours and the group for chatter."""
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=clock.timestamp() - FRESH
    ).order_by("at")
    nights: dict[tuple[str, int], list[StoredVerdict]] = defaultdict(list)
    for row in rows:
        nights[row.data["night"], row.data["ends_at"]].append(row)
    people = community.people_by_id(group.workspace_id, {row.person_id for row in rows if row.person_id})
    wanted = [
        _task(group, charter, night, ends_at, [people[r.person_id].name for r in said if r.person_id in people], said)
        for (night, ends_at), said in nights.items()
    ]
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=REMIND, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, REMIND, [key for key in live if key not in keys], CLEARED)


def _task(
    group: Group, charter: EffectiveCharter, night: str, ends_at: int, names: list[str], said: Sequence[StoredVerdict]
) -> NewTask:
    named = list(dict.fromkeys(names))
    return NewTask(
        kind=REMIND,
        key=f"{group.pk}:{ends_at}",
        due_at=ends_at + ANSWER_WITHIN,
        title={
            "msgid": N_("%(count)s people wrote in the quiet hours of %(night_day)s"),
            "params": {"count": len(named), "night_day": night},
        },
        words=words.quiet(named, str(said[-1].data["hours"]), charter.side_group),
        value=float(len(named)),
        group_id=group.pk,
        verdict_id=said[-1].pk,
        data={"verdicts": [row.pk for row in said][-20:]},
        sources=[int(row.subject_ref) for row in said],
    )


def on_changed(verdict: StoredVerdict) -> None:
    """A verdict was overturned or stands again: the reminder follows."""
    group = Group.objects.filter(pk=verdict.group_id or 0).first()
    if group is not None:
        tasks(group, effective(Workspace.objects.get(pk=group.workspace_id), group.pk).charter)
