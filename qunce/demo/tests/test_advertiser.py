"""The story of the advertiser: through importers and services, to the same end each time."""

import pytest
from django.db import connection

from qunce.base.accounts.models import Role
from qunce.base.jobs.worker import drain
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.base.worklist.models import Task
from qunce.community.models import Group, Person
from qunce.demo import advertiser
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents.deeds import deeds_in
from qunce.practice.moderation.incidents.models import Appeal, Incident, Removal, Report, TakenStep
from qunce.practice.moderation.incidents.services.proving import REMOVAL_SEEN
from tests.cast import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Group:
    workspace = tenancy.create_workspace("演示", is_demo=True)
    make_staff("an", workspace, Role.OWNER, name="安姐")
    advertiser.begin(workspace, clock.timestamp())
    drain()
    return Group.objects.get(workspace=workspace)


def ends(group: Group) -> list[tuple[str, str, str, int]]:
    rows = TakenStep.objects.filter(incident__group=group).order_by("proven_at", "pk")
    return [
        (row.incident.person.name, row.step, row.state, row.count) for row in rows.select_related("incident__person")
    ]


EXPECTED = [
    ("阿强", "ask", "proven", 1),
    ("阿强", "warn", "proven", 2),
    ("苏苏", "ask", "void", 1),
    ("阿强", "notice", "proven", 3),
    ("阿强", "remove", "proven", 4),
    ("三栋小罗", "ask", "proven", 1),
]


def test_from_the_first_word_to_removal_and_an_appeal_that_was_won(told: Group) -> None:
    assert sorted(ends(told)) == sorted(EXPECTED)
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.incident.person.name, appeal.incident.state) == ("overturned", "苏苏", "overturned")
    assert list(Action.objects.filter(kind="moderation.apologise").values_list("state", flat=True)) == ["handed"]
    waiting = Task.objects.filter(group_id=told.pk, kind__startswith="moderation.", state="open")
    assert sorted(waiting.values_list("kind", flat=True)) == ["moderation.apologise", "moderation.report"]


def test_the_removal_has_its_file_and_its_case(told: Group) -> None:
    """The group's own line tells of the removal that the ladder had led to: one file, answered for by that case."""
    removal = Removal.objects.get(group=told)
    step = TakenStep.objects.get(step="remove")
    assert (removal.person.name, removal.by, removal.state) == ("阿强", "群管满姐", "standing")
    assert removal.incident_id == step.incident_id
    assert (step.proven_at, step.proof) == (removal.at, REMOVAL_SEEN)
    assert "移出了群聊" in removal.sentence
    assert any("aqiang6688" in line["text"] for line in removal.before)


def test_who_told_and_who_kindly_reminded_is_thanked(told: Group) -> None:
    taken = Report.objects.get(state="taken")
    assert (taken.about, taken.told_by and taken.told_by.name) == ("三栋小罗", "小林妈妈")
    assert taken.incident is not None
    assert Report.objects.get(state="open").about == "五栋阿芳"
    thanked = Task.objects.get(group_id=told.pk, kind="lifecycle.thank", person_id=taken.told_by_id)
    assert (thanked.state, "you were right" in str(thanked.words)) == ("open", True)
    polite = [deed.to for deed in deeds_in(told.pk, 0, clock.timestamp()) if deed.sort == "reminded"]
    assert polite == [Person.objects.get(name=advertiser.POLITE).pk]
    thanked = Task.objects.get(group_id=told.pk, kind="lifecycle.thank", person_id=polite[0])
    assert (thanked.state, "so kindly" in str(thanked.words)) == ("open", True)


def test_each_step_was_taken_after_its_offence_and_before_the_next(told: Group) -> None:
    rows = list(Incident.objects.filter(person__name="阿强").order_by("at").prefetch_related("steps"))
    moments = [moment for row in rows for moment in (row.at, row.steps.get().proven_at)]
    assert moments == sorted(moments)
    assert rows[0].rule["version"] == 1


def test_judging_again_and_telling_again_change_nothing(told: Group) -> None:
    before = ends(told)
    moderation.judge_group(told, 0)
    advertiser.tell(told.workspace, len(advertiser.EPISODES), clock.timestamp(), clock.timestamp())
    drain()
    assert ends(told) == before
    assert Appeal.objects.count() == 1


def test_clearing_the_demo_takes_it_along(told: Group) -> None:
    from qunce.demo import services

    services.clear()
    assert not Workspace.objects.filter(is_demo=True)
    left = {
        table
        for table in connection.introspection.table_names()
        if table.startswith(("incidents_", "visitors_", "outbox_")) and _rows(table)
    }
    assert left == set()


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return int(cursor.fetchone()[0])
