"""The desk at work: judges a group's questions, keeps the verdicts, opens and closes the tasks to reply."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db import transaction

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.activity import services as activity
from qunce.community.charter.queries import effective
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group
from qunce.community.personas import queries as personas
from qunce.community.personas.policy import Assigned
from qunce.community.personas.queries import Roster
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.hours import reply_clock
from qunce.kernel.i18n import N_
from qunce.practice.desk import words
from qunce.practice.desk.policy import HISTOGRAM_BOUNDS, OVERLAP_SECONDS, DeskJudge, Line, Outcome, reply_stats
from qunce.practice.desk.policy.outcome import KIND, PUT_OFF, THANKS
from qunce.practice.desk.promises.models import Promise
from qunce.practice.desk.service import services as measured
from qunce.practice.desk.services import repeating

REPLY = "desk.reply"
WINDOW = 56 * DAY  # verdicts are kept for what was asked this long before the last thing heard: two periods
FRESH = 7 * DAY  # older talk is history, not work
REPLIES_WITHIN = 72 * 3600  # how long a reply may still change a judgement
OPEN = ("unanswered", "waiting")

SETTLED = N_("It was answered, or the asker needs no answer any more.")
AGED = N_("Too long ago to be work.")
OVERTURNED = N_("The judgement was overturned.")

BUCKETS = tuple(f"reply{i:02d}" for i in range(len(HISTOGRAM_BOUNDS) + 1))
MEASURES = (
    "asked", "answered", "in_time", "guessed", "self_answered", "unanswered", "waiting", "reply_s", *BUCKETS,
)  # fmt: skip
MEMBER_MEASURES = ("asked", "helped")


def judge_group(group: Group, since: int) -> dict[str, int]:
    """Judge what was asked in a group from ``since`` on, and what a reply since then may have changed.

    As at the end of what was heard; running it again ends in the same state. Returns counts by decision.
    """
    workspace = Workspace.objects.get(pk=group.workspace_id)
    if group.heard_until is None:
        return _forget(group)
    charter = effective(workspace, group.pk).charter
    as_of = min(group.heard_until, clock.timestamp())
    first = clock.day_start(clock.local_day(max(since - REPLIES_WITHIN, 0), workspace.zone), workspace.zone)
    outcomes = list(_outcomes(group, charter, first, as_of))
    _sum(group, workspace, outcomes, first)
    kept = [one for one in outcomes if one.asked_at >= as_of - WINDOW]
    verdicts.store(workspace.pk, [Judged(one.verdict, one.asked_at) for one in kept])
    _withdraw_gone(group, kept, max(first, as_of - WINDOW))
    measured.keep(group, kept, max(first, as_of - WINDOW))
    _tasks(group, charter)
    repeating.ask_for_repeats(workspace.pk, [group.pk])
    return dict(Counter(one.decision for one in outcomes))


def judge_history(group: Group, since: int, until: int) -> None:
    """Count what was asked in a span of history, epoch seconds [since, until): figures, neither verdicts nor work."""
    workspace = Workspace.objects.get(pk=group.workspace_id)
    if group.heard_until is None:
        return
    charter = effective(workspace, group.pk).charter
    as_of = min(group.heard_until, until + REPLIES_WITHIN)
    outcomes = [one for one in _outcomes(group, charter, since, as_of) if one.asked_at < until]
    _sum(group, workspace, outcomes, since, until)


def _outcomes(group: Group, charter: EffectiveCharter, first: int, as_of: int) -> Iterator[Outcome]:
    staff = community.staff_of(group)
    judge = DeskJudge(
        charter, as_of, group_id=group.pk, since=first, staff_ids=staff.keys(), staff_names=tuple(staff.values())
    )
    for said in community.talk(group, max(0, first - OVERLAP_SECONDS), as_of):
        judge.hear(
            Line(
                said.id,
                said.at,
                said.person_id,
                said.is_staff,
                said.kind,
                said.text,
                said.name,
                said.reply_to,
                said.quote_name,
                said.quote_text,
                precision=said.precision,
            )
        )
        yield from judge.take()
    yield from judge.close()


def _sum(group: Group, workspace: Workspace, outcomes: Sequence[Outcome], first: int, until: int | None = None) -> None:
    """Reply figures of the judged days, made anew."""
    sums: Counter[activity.GroupKey] = Counter()
    for date, day in reply_stats(outcomes, workspace.zone).items():
        number = clock.number_of(date)
        figures = {
            "asked": day.questions, "answered": day.answered, "in_time": day.answered_in_time,
            "guessed": day.approximate, "self_answered": day.self_answered, "unanswered": day.unanswered,
            "waiting": day.waiting, "reply_s": day.reply_seconds, **dict(zip(BUCKETS, day.histogram, strict=True)),
        }  # fmt: skip
        sums.update({(group.pk, number, measure): value for measure, value in figures.items() if value})
    days = clock.day_number(first, workspace.zone), None if until is None else clock.day_number(until, workspace.zone)
    measures = (*MEASURES, *MEMBER_MEASURES)
    activity.replace_span(group.pk, *days, measures, _by_member(group, workspace, outcomes), sums)


def _by_member(group: Group, workspace: Workspace, outcomes: Sequence[Outcome]) -> Counter[activity.MemberKey]:
    """Who asked, and who helped: gave the answer that the asker thanked for or took; on the day it was asked."""
    member: Counter[activity.MemberKey] = Counter()
    taken = {one.answer_id: one for one in outcomes if one.answer_id and accepted(one)}
    helpers = community.senders(taken)
    for one in outcomes:
        member[group.pk, one.person_id, clock.day_number(one.asked_at, workspace.zone), "asked"] += 1
    for answer_id, person in helpers.items():
        if person != taken[answer_id].person_id:
            day = clock.day_number(taken[answer_id].asked_at, workspace.zone)
            member[group.pk, person, day, "helped"] += 1
    return member


def accepted(one: Outcome) -> bool:
    """Did the asker thank for the answer or take it?"""
    return any(e.label == THANKS for e in one.verdict.evidence)


def _withdraw_gone(group: Group, kept: Sequence[Outcome], first: int) -> None:
    """Verdicts of the judged span that no outcome speaks for any more: their question is none, or is gone."""
    speaking = {f"message:{one.message_id}" for one in kept}
    standing = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=first
    ).values_list("key", flat=True)
    verdicts.withdraw(group.workspace_id, KIND, [key for key in standing if key not in speaking], SETTLED)


def _forget(group: Group) -> dict[str, int]:
    """Nothing is heard in the group any more: no figure, no verdict and no task stays."""
    with transaction.atomic():
        activity.replace_span(group.pk, 0, None, (*MEASURES, *MEMBER_MEASURES), {}, {})
        _withdraw_gone(group, [], 0)
        measured.forget(group)
        live = Task.objects.filter(group_id=group.pk, kind=REPLY, state__in=worklist.LIVE)
        worklist.withdraw(group.workspace_id, REPLY, live.values_list("key", flat=True), SETTLED)
        repeating.ask_for_repeats(group.workspace_id, [group.pk])
    return {}


def _tasks(group: Group, charter: EffectiveCharter) -> None:
    """One task per asker and group for questions of the last seven days; the others are closed with the reason."""
    floor = clock.timestamp() - FRESH
    waiting = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, decision__in=OPEN, at__gte=floor
    ).order_by("at")
    by_asker: dict[int, list[StoredVerdict]] = defaultdict(list)
    promised = _promised(group, waiting)
    for verdict in waiting:
        if verdict.person_id and verdict.pk not in promised:
            by_asker[verdict.person_id].append(verdict)
    names = {p.pk: p.name for p in community.people_by_id(group.workspace_id, by_asker.keys()).values()}
    roster = personas.roster(group.workspace) if by_asker else None
    said = community.words_of({int(asked[0].subject_ref) for asked in by_asker.values()})
    wanted = [
        _owned(
            _task(group, charter, names[person], person, asked),
            _owner(roster, group.pk, said.get(int(asked[0].subject_ref), (0, ""))[1]),
            charter,
        )
        for person, asked in by_asker.items()
        if person in names
    ]
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=REPLY, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, REPLY, [key for key in live if key not in keys], SETTLED)


def _promised(group: Group, waiting: Iterable[StoredVerdict]) -> set[int]:
    """Verdicts whose asker was promised a time: the promise's own task stands for them, unless it was struck off."""
    held = {
        int(e["ref"]): verdict.pk
        for verdict in waiting
        if any(reason["params"].get("promised_at") for reason in verdict.reasons)
        for e in verdict.evidence
        if e.get("label") == PUT_OFF
    }
    asked = {int(verdict.subject_ref): verdict.pk for verdict in waiting}
    rows = Promise.objects.filter(group=group)
    struck = rows.filter(message_id__in=held, state=Promise.State.CANCELLED).values_list("message_id", flat=True)
    gone = {held[message] for message in struck if message is not None}
    clicked = rows.filter(message_id=None, question_id__in=asked).exclude(state=Promise.State.CANCELLED)
    by_click = {asked[question] for question in clicked.values_list("question_id", flat=True) if question is not None}
    return (set(held.values()) - gone) | by_click


def _owner(roster: Roster | None, group_id: int, text: str) -> Assigned | None:
    """Who has the question now by the duties (C2, C3): by topic, group and hours; None: whoever comes first."""
    return roster.falls_to(group_id, text, clock.timestamp()) if roster is not None else None


def _owned(new: NewTask, found: Assigned | None, charter: EffectiveCharter) -> NewTask:
    """With its owner; a duty with set times takes it at its next one, and it is due from then on."""
    if found is None or found.from_at <= clock.timestamp():
        return replace(new, assignee_id=found.staff_id if found else None)
    due = reply_clock(charter.service_hours).due(found.from_at, charter.reply_limit_minutes)
    return replace(
        new, assignee_id=found.staff_id, due_at=max(new.due_at, due or found.from_at),
        data={**new.data, "from_at": found.from_at},
    )  # fmt: skip


def _task(group: Group, charter: EffectiveCharter, name: str, person: int, asked: Sequence[StoredVerdict]) -> NewTask:
    first = asked[0]
    due = min(_due(verdict) for verdict in asked)
    sources = [int(verdict.subject_ref) for verdict in asked]
    said = [
        {"msgid": reason.msgid, "params": dict(reason.params)}
        for reason in words.reply_words(name, clock.timestamp(), due, charter.service_hours)
    ]
    also = sum(1 for verdict in asked for e in verdict.evidence if e.get("label") == N_("wants to know the same"))
    return NewTask(
        kind=REPLY,
        key=f"{group.pk}:{person}",
        due_at=due,
        title={"msgid": N_("%(name)s is waiting for an answer"), "params": {"name": name}},
        words=said[:1],
        value=1.0 + also,
        group_id=group.pk,
        person_id=person,
        verdict_id=first.pk,
        data={"verdicts": [verdict.pk for verdict in asked], "people": 1 + also, "other_words": said[1:]},
        sources=sources,
    )


def _due(verdict: StoredVerdict) -> int:
    """The deadline as the verdict's reasons give it; without service hours, when it was asked."""
    for reason in verdict.reasons:
        due = reason["params"].get("due_at")
        if due:
            return int(due)
    return verdict.at


def on_overturned(verdict: StoredVerdict) -> None:
    """ "This was no question" or "it was answered": the task that rests on it goes."""
    measured.strike(verdict)
    _retask(verdict)


def on_restored(verdict: StoredVerdict) -> None:
    measured.unstrike(verdict)
    _retask(verdict)


def _retask(verdict: StoredVerdict) -> None:
    retask(verdict.group_id or 0)


def retask(group_id: int) -> None:
    """Open and close a group's reply tasks anew: a judgement or a promise was changed by a person."""
    group = Group.objects.filter(pk=group_id).first()
    if group is not None and group.heard_until is not None:
        workspace = Workspace.objects.get(pk=group.workspace_id)
        _tasks(group, effective(workspace, group.pk).charter)
        repeating.ask_for_repeats(workspace.pk, [group.pk])
