"""Moderation at work: watches a group's talk, keeps the verdicts, opens tasks to warn or to look."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.activity import services as activity
from qunce.community.charter.queries import effective, law_of
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group, Person
from qunce.community.models import Message as Said
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation import quiet, scope
from qunce.practice.moderation.incidents import services as incidents
from qunce.practice.moderation.lists.queries import lexicon_of, links_of
from qunce.practice.moderation.pace import services as pace
from qunce.practice.moderation.pace.queries import habits as usual_here
from qunce.practice.moderation.pictures.queries import codes_in, own_codes
from qunce.practice.moderation.policy import KIND, Habits, Message, judge_messages
from qunce.practice.moderation.score import store

REVIEW = "moderation.review"
FRESH = 7 * DAY
MEMORY = DAY  # floods need the hour before; a day covers exports that know only the day
ANSWER_WITHIN = 2 * 3600  # seconds of real time after which an advert has been read by all
KEPT = 400  # verdicts written in one go

CLEARED = N_("No longer judged a breach.")


def judge_group(group: Group, since: int) -> dict[str, int]:
    """Judge what was said in a group from ``since`` on. Running it again ends in the same state."""
    workspace = Workspace.objects.get(pk=group.workspace_id)
    charter = effective(workspace, group.pk).charter
    first = clock.day_start(clock.local_day(since, workspace.zone), workspace.zone) if since else 0
    counts = {"breach": 0, "review": 0}
    found: list[Verdict] = []
    for verdict in _verdicts(group, charter, _habits(group, first), first):
        counts[verdict.decision] += 1
        found.append(verdict)
    _keep(group, found, first)
    _sum(group, workspace, found, first)
    _tasks(group, charter)
    counts["quiet"] = quiet.judge(group, charter, _messages, first)
    quiet.tasks(group, charter)
    counts["scope"] = scope.judge(group, charter, _messages, first)
    scope.tasks(group, charter)
    return counts


def historian(group: Group) -> Callable[[int, int], None]:
    """Judges a span of the group's history, epoch seconds [since, until): verdicts and figures, but no work."""
    workspace = Workspace.objects.get(pk=group.workspace_id)
    charter, habits = effective(workspace, group.pk).charter, _habits(group)

    def judge(since: int, until: int) -> None:
        found = list(_verdicts(group, charter, habits, since, until))
        _keep(group, found, since, until)
        _sum(group, workspace, found, since, until)
        quiet.judge(group, charter, _messages, since, until)

    return judge


def _verdicts(
    group: Group, charter: EffectiveCharter, habits: Habits, first: int, until: int | None = None
) -> Iterator[Verdict]:
    """By the law in force when it was said, or the present one where that is milder."""
    if group.heard_until is None:
        return
    for term in law_of(group, charter, first, until):
        if not term.charter.rules:
            continue
        messages = _messages(group, max(0, term.since - MEMORY), term.until)
        for verdict in judge_messages(messages, term.charter, habits, group.pk, lexicon_of(group.workspace_id)):
            if verdict.as_of >= term.since:
                yield verdict


def _habits(group: Group, since: int = 0) -> Habits:
    """What is usual here in the last 28 days heard; days from ``since`` on (epoch seconds) are summed up anew."""
    zone = group.workspace.zone
    last = clock.day_number(group.heard_until or 0, zone)
    first = last - pace.DAYS + 1
    pace.refresh(group, _messages, first, last, clock.day_number(since, zone) if since else first)
    domains, official = links_of(group.workspace_id)
    own = own_codes(group.workspace_id)
    return replace(usual_here(group, first, last), domains=domains, official=official, own_codes=own)


def _messages(group: Group, since: int, until: int | None = None) -> Iterator[Message]:
    codes = codes_in(group)
    for said in community.talk(group, since, None if until is None else until - 1):
        yield Message(
            said.id, said.person_id, said.at, said.text, said.kind, said.is_staff, said.precision, said.name,
            codes.get(said.id, ()),
        )  # fmt: skip


def _keep(group: Group, found: Sequence[Verdict], first: int, until: int | None = None) -> None:
    sent = community.sent_by([int(v.subject[1]) for v in found])
    judged = [Judged(v, sent[int(v.subject[1])][1]) for v in found if int(v.subject[1]) in sent]
    verdicts.store(group.workspace_id, judged)
    speaking = {verdicts.key_of(v) for v in found}
    standing = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=first
    )
    if until is not None:
        standing = standing.filter(at__lt=until)
    gone = [key for key in standing.values_list("key", flat=True) if key not in speaking]
    verdicts.withdraw(group.workspace_id, KIND, gone, CLEARED)


def _sum(group: Group, workspace: Workspace, found: Sequence[Verdict], first: int, until: int | None = None) -> None:
    """Breaches with exact evidence, by person and day; a review is nobody's count."""
    member: dict[activity.MemberKey, int] = defaultdict(int)
    sums: dict[activity.GroupKey, int] = defaultdict(int)
    for verdict in found:
        if verdict.decision == "breach":
            day = clock.day_number(verdict.as_of, workspace.zone)
            sums[group.pk, day, "breaches"] += 1
            if verdict.person_id:
                member[group.pk, verdict.person_id, day, "breaches"] += 1
    last = None if until is None else clock.day_number(until, workspace.zone)
    activity.replace_span(group.pk, clock.day_number(first, workspace.zone), last, ("breaches",), member, sums)


def _tasks(group: Group, charter: EffectiveCharter) -> None:
    """One task per person and group: the step of the ladder where the evidence is exact, else to look."""
    floor = clock.timestamp() - FRESH
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=floor
    ).order_by("at")
    breaches: dict[int, list[StoredVerdict]] = defaultdict(list)
    unsure: dict[int, list[StoredVerdict]] = defaultdict(list)
    for row in rows:
        if row.person_id:
            (breaches if row.decision == "breach" else unsure)[row.person_id].append(row)
    incidents.follow(group, [row for mine in breaches.values() for row in mine])
    people = community.people_by_id(group.workspace_id, {*breaches, *unsure})
    unsure = {person: mine for person, mine in unsure.items() if person in people}
    likely = _likely(group, unsure)
    wanted = [_review(group, people[person], mine, likely[person]) for person, mine in unsure.items()]
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {task.key for task in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=REVIEW, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, REVIEW, [key for key in live if key not in keys], CLEARED)
    incidents.answer(
        group, charter.side_group, {people[person]: mine for person, mine in breaches.items() if person in people}
    )
    incidents.prove(group)
    incidents.follow_removals(group)


LOOK = N_("Look at what %(name)s posted (%(count)s)")


def _likely(group: Group, unsure: Mapping[int, Sequence[StoredVerdict]]) -> dict[int, float]:
    """How much what each person posted reads like an advert, 0..1: the order in which people look, and no more."""
    model = store.SCORE.current(group.workspace_id)
    if model is None:
        return dict.fromkeys(unsure, 0.0)
    ids = {int(row.subject_ref): person for person, mine in unsure.items() for row in mine}
    texts = dict(Said.objects.filter(pk__in=ids).values_list("pk", "text"))
    likely = dict.fromkeys(unsure, 0.0)
    for pk, score in zip(texts, model.scores(list(texts.values())), strict=True):
        likely[ids[pk]] = max(likely[ids[pk]], score)
    return likely


def _review(group: Group, person: Person, unsure: Sequence[StoredVerdict], likely: float) -> NewTask:
    title = {"msgid": LOOK, "params": {"name": person.name, "count": len(unsure)}}
    task = _task(group, person, unsure, kind=REVIEW, title=title)
    return replace(task, value=task.value + likely)


def _task(
    group: Group,
    person: Person,
    judged: Sequence[StoredVerdict],
    *,
    kind: str,
    title: Mapping[str, object],
    words: Sequence[Mapping[str, object]] = (),
    data: Mapping[str, object] | None = None,
) -> NewTask:
    return NewTask(
        kind=kind,
        key=f"{group.pk}:{person.pk}",
        due_at=judged[0].at + ANSWER_WITHIN,
        title=title,
        words=words,
        value=float(len(judged)),
        group_id=group.pk,
        person_id=person.pk,
        verdict_id=judged[-1].pk,
        data={"verdicts": [row.pk for row in judged][-20:], **(data or {})},
        sources=[int(row.subject_ref) for row in judged],
    )


def on_changed(verdict: StoredVerdict) -> None:
    """A verdict was overturned or stands again: its task follows."""
    group = Group.objects.filter(pk=verdict.group_id or 0).first()
    if group is not None:
        workspace = Workspace.objects.get(pk=group.workspace_id)
        _tasks(group, effective(workspace, group.pk).charter)
