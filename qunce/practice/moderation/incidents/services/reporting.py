"""What members report: a task to judge, then an incident like any other, or declined with words."""

from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import NewTask
from qunce.community.models import Group, Person
from qunce.community.services.groups import announce_heard
from qunce.community.visitors import services as visitors
from qunce.community.visitors.models import Pass
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Incident, Report
from qunce.practice.moderation.incidents.services import acting
from qunce.practice.moderation.incidents.services.opening import digest

TASK, PURPOSE = "moderation.report", "report"
PRIVATE = "private"
LONGEST = 500  # characters
ANSWER_WITHIN = clock.DAY
DECIDED = N_("The report was decided.")


class ReportError(ValueError):
    """It cannot be decided like that; the message is a msgid."""


def door_of(group: Group) -> Pass:
    """The group's link and code for reports, the same for all members."""
    return visitors.give(group.workspace_id, PURPOSE, group.pk)


@transaction.atomic
def report(
    group: Group, what: str, about: str, said: str, reporter: str = "",
    told_by: Person | None = None, noted_by: int | None = None,
) -> Report:  # fmt: skip
    """Write down what a member tells, and have somebody look.

    told_by, noted_by: who told, and the colleague (staff id) who wrote it down, where it did not come by the page.
    """
    row = Report.objects.create(
        workspace_id=group.workspace_id, group=group, what=what, about=about.strip()[:60],
        said=said.strip()[:LONGEST], reporter=(told_by.name if told_by else reporter).strip()[:60],
        at=clock.timestamp(), told_by=told_by, noted_by=noted_by,
    )  # fmt: skip
    title = {"msgid": N_("A member reports %(name)s"), "params": {"name": row.about}}
    due = row.at + ANSWER_WITHIN
    worklist.open_tasks(
        group.workspace_id,
        [NewTask(TASK, key=str(row.pk), due_at=due, title=title, group_id=group.pk, data={"report": row.pk})],
    )
    _tell(row, facts.REPORTED)
    return row


@transaction.atomic
def take(
    row: Report, person: Person, rule_kind: str, staff_id: int, told_by: Person | None = None
) -> Incident:  # fmt: skip
    """An operator has looked: it is an offence of this person; ``told_by`` is to be thanked. Raises ReportError.

    The reporter's words stay in the report: the file of the case, which the person may see, does not hold them.
    """
    group = Group.objects.select_related("workspace").get(pk=row.group_id)
    rule = queries.rule_then(group, rule_kind, row.at)
    if not rule:
        raise ReportError(N_("The charter of this group had no such rule then."))
    if told_by is not None and told_by.pk == person.pk:
        raise ReportError(N_("Nobody is thanked for a report of themselves."))
    said: dict[str, Any] = {"name": person.name, "text": "", "kind": "other", "quote": "", "spans": []}
    incident = Incident.objects.create(
        workspace_id=row.workspace_id, group=group, person=person, at=row.at, seen_at=clock.timestamp(),
        seen_by="report", rule=rule, said=said, digest=digest(group.pk, said, row.at),
    )  # fmt: skip
    _decide(row, Report.State.TAKEN, staff_id, incident=incident, told_by=told_by)
    fact = NewFact(
        facts.OPENED, group_id=group.pk, person_id=person.pk, subject=f"incident:{incident.pk}", at=row.at,
        data={"rule": rule["text"]},
    )  # fmt: skip
    journal.record(row.workspace_id, fact)
    acting.again(incident)
    announce_heard(group, clock.timestamp())  # whoever told is thanked
    return incident


@transaction.atomic
def decline(row: Report, staff_id: int, words: str) -> None:
    """It was no offence, or nothing shows it; ``words`` say why. Raises ReportError."""
    if not words.strip():
        raise ReportError(N_("Say why it is declined."))
    _decide(row, Report.State.DECLINED, staff_id, answer=words.strip()[:LONGEST])


def _decide(row: Report, state: str, staff_id: int, **more: Any) -> None:
    changed = Report.objects.filter(pk=row.pk, state=Report.State.OPEN).update(
        state=state, decided_by=staff_id, decided_at=clock.timestamp(), **more
    )
    if not changed:
        raise ReportError(N_("A colleague has decided it meanwhile."))
    row.refresh_from_db()
    worklist.withdraw(row.workspace_id, TASK, [str(row.pk)], DECIDED)
    _tell(row, facts.REPORT_TAKEN if state == Report.State.TAKEN else facts.REPORT_DECLINED)


def _tell(row: Report, fact: str) -> None:
    journal.record(row.workspace_id, NewFact(fact, group_id=row.group_id, subject=f"report:{row.pk}"))
