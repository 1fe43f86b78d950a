"""The story of the advertiser: through importers and services, to the same end each time."""

import time

import pytest
from django.db import connection

from qunce.base.accounts.models import Role
from qunce.base.jobs.worker import drain
from qunce.base.tenancy import services as tenancy
from qunce.base.tenancy.models import Workspace
from qunce.base.worklist.models import Task
from qunce.community.models import Group
from qunce.demo import advertiser
from qunce.gateway.outbox.models import Action
from qunce.kernel import clock
from qunce.practice.moderation import services as moderation
from qunce.practice.moderation.incidents.models import Appeal, Incident, TakenStep
from tests.cast import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Group:
    workspace = tenancy.create_workspace("演示", is_demo=True)
    make_staff("an", workspace, Role.OWNER, name="安姐")
    started = time.perf_counter()
    advertiser.begin(workspace, clock.timestamp())
    drain()
    print(f"told in {time.perf_counter() - started:.2f} s")  # noqa: T201 - a measured figure
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
]


def test_from_the_first_word_to_removal_and_an_appeal_that_was_won(told: Group) -> None:
    assert sorted(ends(told)) == sorted(EXPECTED)
    appeal = Appeal.objects.get()
    assert (appeal.state, appeal.incident.person.name, appeal.incident.state) == ("overturned", "苏苏", "overturned")
    assert list(Action.objects.filter(kind="moderation.apologise").values_list("state", flat=True)) == ["handed"]
    assert not Task.objects.filter(group_id=told.pk, kind__startswith="moderation.", state="open").exclude(
        kind="moderation.apologise"
    )


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
