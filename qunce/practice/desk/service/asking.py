"""Requests for a word in private as work with one owner (C2, C3, E9): heard in a group, or noted by a colleague.

A connector that hears private chats calls ``note`` with what came in; nothing else changes.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from qunce.base.accounts.access import Actor, access_one
from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts import services as verdicts
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.services import Judged
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community import queries as community
from qunce.community.charter.queries import effective
from qunce.community.charter.types import EffectiveCharter
from qunce.community.models import Group, Person
from qunce.community.personas import queries as personas
from qunce.community.personas.queries import Roster
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.hours import reply_clock
from qunce.kernel.i18n import N_
from qunce.practice.desk.policy.lines import Line
from qunce.practice.desk.service.private import KIND, TAKEN_WITHIN, Wish, verdict_of, wishes

TASK = "desk.private"
NOTED = "noted:"  # how the keys of noted requests begin
JOB = "desk.judge_private"
WINDOW = 56 * DAY
FRESH = 7 * DAY
State = StoredVerdict.State

SETTLED = N_("A colleague spoke to them, or the wish is no longer there.")
UNNOTED = N_("It was noted by mistake.")
HEARD = N_("%(name)s asks for a word in private")
CAME = N_("%(name)s asked privately: %(what)s")
WORDS = N_("@%(name)s Hello, we have seen your message and are writing to you privately.")


def judge_group(group: Group, since: int) -> dict[str, int]:
    """Judge the wishes of a group from three days before ``since`` on; again, it ends in the same state."""
    as_of = min(group.heard_until or 0, clock.timestamp())
    first = max(0, since - TAKEN_WITHIN, as_of - WINDOW)
    found = _wishes(group, first, as_of) if group.heard_until is not None else []
    if group.heard_until is None:
        first = 0
    with transaction.atomic():
        verdicts.store(group.workspace_id, [Judged(verdict_of(one, as_of, group.pk), one.line.at) for one in found])
        speaking = {f"message:{one.line.id}" for one in found}
        standing = StoredVerdict.objects.filter(group_id=group.pk, kind=KIND, state=State.STANDING, at__gte=first)
        gone = [key for key in standing.values_list("key", flat=True) if key not in speaking]
        verdicts.withdraw(group.workspace_id, KIND, gone, SETTLED)
        retask(group)
    return dict(Counter("taken" if one.taken else "open" for one in found))


def _wishes(group: Group, first: int, as_of: int) -> list[Wish]:
    staff = community.staff_of(group)
    lines = (
        Line(
            said.id, said.at, said.person_id, said.is_staff, said.kind, said.text, said.name, said.reply_to,
            said.quote_name, said.quote_text, precision=said.precision,
        )
        for said in community.talk(group, max(0, first - TAKEN_WITHIN), as_of)
    )  # fmt: skip
    return wishes(lines, first, staff.keys(), set(staff.values()))


def retask(group: Group) -> None:
    """One task per asker for the open wishes of the last seven days; the rest are closed with the reason."""
    floor = clock.timestamp() - FRESH
    rows = StoredVerdict.objects.filter(
        group_id=group.pk, kind=KIND, state=State.STANDING, decision="open", at__gte=floor, person_id__isnull=False
    )
    first: dict[int, StoredVerdict] = {}
    for row in rows.order_by("at"):
        first.setdefault(row.person_id or 0, row)
    names = community.person_names(group.workspace_id, list(first))
    said = community.words_of({int(row.subject_ref) for row in first.values()})
    roster = personas.roster(group.workspace) if first else None
    charter = effective(group.workspace, group.pk).charter
    wanted = [
        _owned(_heard(row, names[person], group), roster, charter, said.get(int(row.subject_ref), (0, ""))[1], row.at)
        for person, row in first.items()
        if person in names
    ]
    worklist.open_tasks(group.workspace_id, wanted)
    keys = {one.key for one in wanted}
    live = Task.objects.filter(group_id=group.pk, kind=TASK, state__in=worklist.LIVE).values_list("key", flat=True)
    gone = [key for key in live if key not in keys and not key.startswith(NOTED)]
    worklist.withdraw(group.workspace_id, TASK, gone, SETTLED)


def _heard(row: StoredVerdict, name: str, group: Group) -> NewTask:
    return NewTask(
        kind=TASK, key=f"{group.pk}:{row.person_id}", due_at=row.at,
        title={"msgid": HEARD, "params": {"name": name}}, words=[{"msgid": WORDS, "params": {"name": name}}],
        value=1.0, group_id=group.pk, person_id=row.person_id, verdict_id=row.pk, sources=[int(row.subject_ref)],
    )  # fmt: skip


def _owned(new: NewTask, roster: Roster | None, charter: EffectiveCharter, text: str, asked: int) -> NewTask:
    """With its owner by duty and its deadline: the reply limit, from their next set time where they have one."""
    found = roster.falls_to(new.group_id, text, clock.timestamp()) if roster is not None else None
    later = found is not None and found.from_at > clock.timestamp()
    begins = found.from_at if found is not None and later else asked
    due = reply_clock(charter.service_hours).due(begins, charter.reply_limit_minutes)
    return replace(
        new, due_at=due if due is not None else begins, data={**new.data, **({"from_at": begins} if later else {})},
        assignee_id=found.staff_id if found is not None else None,
    )  # fmt: skip


@transaction.atomic
def note(workspace: Workspace, person: Person, what: str, group: Group | None, due_at: int | None = None) -> Task:
    """A request that came privately, told by a colleague or heard by a connector: a task with one owner by duty.

    group: where the person is known from; its hours and duties hold. due_at: by when, else the group's reply limit.
    """
    said = " ".join(what.split())[:300]
    key, now = NOTED + secrets.token_hex(8), clock.timestamp()
    new = NewTask(
        kind=TASK, key=key, due_at=due_at or now, title={"msgid": CAME, "params": {"name": person.name, "what": said}},
        value=1.0, group_id=group.pk if group else None, person_id=person.pk, data={"noted": True},
    )  # fmt: skip
    charter = effective(workspace, group.pk if group else 0).charter
    new = _owned(new, personas.roster(workspace), charter, said, now)
    worklist.open_tasks(workspace.pk, [replace(new, due_at=due_at) if due_at else new])
    journal.record(
        workspace.pk,
        NewFact("service.noted", person_id=person.pk, group_id=new.group_id, subject=key, data={"what": said}),
    )
    return Task.objects.get(workspace=workspace, kind=TASK, key=key)


def unnote(actor: Actor, pk: int) -> None:
    """Take back what was noted by mistake. Raises Http404 where it is none of theirs."""
    row = access_one(Task.objects.filter(kind=TASK, key__startswith=NOTED), actor, pk)
    worklist.withdraw(row.workspace_id, TASK, [row.key], UNNOTED)


def on_overturned(verdict: StoredVerdict) -> None:
    """ "This was no wish", or taken back."""
    group = Group.objects.select_related("workspace").filter(pk=verdict.group_id or 0).first()
    if group is not None:
        retask(group)


def group_of(workspace: Workspace, person: Person, groups: Sequence[int] | None) -> Group | None:
    """The group a person was last heard in, among those a colleague sees (None: all)."""
    rows = Group.objects.filter(workspace=workspace, archived_at=None, memberships__person=person)
    if groups is not None:
        rows = rows.filter(pk__in=groups)
    return rows.order_by("-memberships__last_spoke_at", "pk").first()
