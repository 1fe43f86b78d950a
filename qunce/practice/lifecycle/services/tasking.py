"""What a person should do about members: wake, thank, ask, decide. Few at a time: nobody likes bulk (D10)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.models import Group, Membership, Person
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.lifecycle import words
from qunce.practice.lifecycle.gathering import INTERVIEW, WAKE, View
from qunce.practice.lifecycle.policy import health, key_members, silent

THANK, DECIDE, MOVE = "lifecycle.thank", "lifecycle.decide", "lifecycle.move"
FRESH = 7 * DAY
AT_ONCE = 5  # wake, interview: so many per group are open at the same time
THANKED_AT_ONCE = 3
SETTLED = N_("It no longer holds.")


Built = tuple[Mapping[str, object], list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Source:
    """Which verdicts ask for which task, and how many at once."""

    task: str
    kind: str
    decisions: Sequence[str]
    at_once: int
    within: int  # seconds until it is due
    build: "Callable[[View, StoredVerdict, Person, str], Built]"


def _said(reason: Reason) -> dict[str, object]:
    return {"msgid": reason.msgid, "params": dict(reason.params)}


def _wake(view: View, verdict: StoredVerdict, person: Person, us: str) -> Built:
    place = Membership.objects.filter(group=view.group, person=person).select_related("inviter").first()
    inviter = place.inviter.name if place and place.inviter else ""
    spoke = bool(place and place.last_spoke_at)
    said = words.wake(person.pk, person.name, view.group.name, us, spoke=spoke, inviter=inviter)
    return {"msgid": N_("Wake %(name)s"), "params": {"name": person.name}}, [_said(said)]


def _interview(view: View, verdict: StoredVerdict, person: Person, us: str) -> Built:
    said = words.interview(person.name, view.group.name, us)
    return {"msgid": N_("Ask %(name)s what keeps them here"), "params": {"name": person.name}}, [_said(said)]


def _thank(view: View, verdict: StoredVerdict, person: Person, us: str) -> Built:
    title = {"msgid": N_("Thank %(name)s"), "params": {"name": person.name}}
    return title, [_said(_thanks_for(view, verdict, person))]


def _thanks_for(view: View, verdict: StoredVerdict, person: Person) -> Reason:
    """Thanks for what counts most: the help, named with its question, what they started, or a good turn for all."""
    labels = [e.get("label", "") for e in verdict.evidence if e["kind"] in ("message", "fact")]
    if labels and labels[0] == UPHELD:
        return words.thank_report(person.name, view.group.name)
    if labels and labels[0] == REMINDED:
        return words.thank_reminder(person.name, view.group.name)
    cited = [int(e["ref"]) for e in verdict.evidence if e["kind"] == "message" and e.get("label") != REMINDED]
    asked = community.question_before(view.group, cited, person.pk)
    if asked is not None:
        return words.thank(person.pk, person.name, asked.name, asked.text[:16])
    people = int(verdict.data.get("people", 1))
    opened = [int(e["ref"]) for e in verdict.evidence if e.get("label") == TOPIC]
    if opened and (topic := community.text_of(opened[:1])):
        return words.thank_topic(person.pk, person.name, topic[:16], people)
    return words.thank_for_help(person.pk, person.name, people)


TOPIC = key_members.SORTS.get("followed").label
UPHELD, REMINDED = key_members.SORTS.get("upheld").label, key_members.SORTS.get("reminded").label


def _decide(view: View, verdict: StoredVerdict, person: Person, us: str) -> Built:
    said = words.last_call(person.name, view.group.name, us, clock.local_day(clock.timestamp() + 3 * DAY).isoformat())
    return {"msgid": N_("Decide whether %(name)s should stay"), "params": {"name": person.name}}, [_said(said)]


def _move(view: View, verdict: StoredVerdict, person: Person, us: str) -> Built:
    other = next((str(r["params"]["group"]) for r in verdict.reasons if "group" in r["params"]), "")
    said = words.move(person.name, view.group.name, other, us)
    return {"msgid": N_("Offer %(name)s a group that suits better"), "params": {"name": person.name}}, [_said(said)]


SOURCES = (
    Source(WAKE, silent.KIND, ("wake",), AT_ONCE, 2 * DAY, _wake),
    Source(INTERVIEW, silent.KIND, ("interview",), AT_ONCE, 3 * DAY, _interview),
    Source(MOVE, silent.KIND, ("move_group",), AT_ONCE, 3 * DAY, _move),
    Source(DECIDE, silent.KIND, ("remove_candidate",), AT_ONCE, 7 * DAY, _decide),
    Source(THANK, key_members.KIND, ("core", "kol_candidate", "helper"), THANKED_AT_ONCE, DAY, _thank),
)


def open_tasks(view: View) -> None:
    """Open what the standing verdicts ask for, close what they no longer do. Old talk makes no work."""
    for source in SOURCES:
        _open(view, source, _wanting(view, source))
    _open_health(view)


def _wanting(view: View, source: Source) -> list[StoredVerdict]:
    if view.as_of < clock.timestamp() - FRESH:
        return []
    rows = StoredVerdict.objects.filter(
        group_id=view.group.pk,
        kind=source.kind,
        decision__in=source.decisions,
        state=StoredVerdict.State.STANDING,
        person_id__isnull=False,
    ).order_by("rank", "-at", "id")
    done = set(
        Task.objects.filter(
            group_id=view.group.pk, kind=source.task, closed_at__gte=clock.timestamp() - 28 * DAY
        ).exclude(state=Task.State.WITHDRAWN).values_list("person_id", flat=True)
    )  # fmt: skip
    return [row for row in rows if row.person_id not in done][: source.at_once]


def _open(view: View, source: Source, rows: Iterable[StoredVerdict]) -> None:
    chosen = list(rows)
    people = community.people_by_id(view.workspace.pk, [row.person_id for row in chosen if row.person_id])
    us = next(iter(community.staff_of(view.group).values()), "")
    wanted = []
    for row in chosen:
        person = people.get(row.person_id or 0)
        if person is None:
            continue
        title, said = source.build(view, row, person, us)
        wanted.append(
            NewTask(
                kind=source.task,
                key=f"{view.group.pk}:{person.pk}",
                due_at=clock.timestamp() + source.within,
                title=title,
                words=said,
                value=row.confidence,
                group_id=view.group.pk,
                person_id=person.pk,
                verdict_id=row.pk,
            )
        )
    worklist.open_tasks(view.workspace.pk, wanted)
    _close_others(view.group, source.task, {task.key for task in wanted})


def _close_others(group: Group, kind: str, keys: set[str]) -> None:
    live = Task.objects.filter(group_id=group.pk, kind=kind, state__in=worklist.LIVE).values_list("key", flat=True)
    worklist.withdraw(group.workspace_id, kind, [key for key in live if key not in keys], SETTLED)


RENEW = "lifecycle.renew"


def _open_health(view: View) -> None:
    verdict = StoredVerdict.objects.filter(
        group_id=view.group.pk,
        kind=health.KIND,
        decision__in=["below_floor", "mass_leaving"],
        state=StoredVerdict.State.STANDING,
    ).first()
    fresh = view.as_of >= clock.timestamp() - FRESH
    wanted = []
    if verdict is not None and fresh:
        counts = _silent_counts(view.group)
        said = words.below_floor(view.group.name, sum(counts.values()), counts["keep"], counts["remove_candidate"])
        title = {
            "msgid": N_("“%(group)s” is below its floor: plan a renewal round?"),
            "params": {"group": view.group.name},
        }
        wanted = [
            NewTask(
                kind=RENEW,
                key=str(view.group.pk),
                due_at=clock.timestamp() + 7 * DAY,
                title=title,
                words=[_said(said)],
                value=1.0,
                group_id=view.group.pk,
                verdict_id=verdict.pk,
            )
        ]
    worklist.open_tasks(view.workspace.pk, wanted)
    _close_others(view.group, RENEW, {task.key for task in wanted})


def _silent_counts(group: Group) -> dict[str, int]:
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=silent.KIND, state=StoredVerdict.State.STANDING
    ).values_list("decision", flat=True)
    counts = {"keep": 0, "remove_candidate": 0}
    for decision in rows:
        counts[decision] = counts.get(decision, 0) + 1
    return counts


def on_changed(verdict: StoredVerdict) -> None:
    """A verdict was overturned or stands again: its tasks follow."""
    group = Group.objects.filter(pk=verdict.group_id or 0).first()
    if group is not None and group.heard_until is not None:
        workspace = Workspace.objects.get(pk=group.workspace_id)
        open_tasks(View(group, workspace, effective(workspace, group.pk).charter, group.heard_until))
