"""The tasks of before become actions with their tasks: the open ones, the ticked and those set aside."""

import importlib

import pytest
from django.apps import apps

from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.services.person import key_of_task, kind_of_task
from qunce.kernel import clock
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from tests.cast import Cast

pytestmark = pytest.mark.django_db
migration = importlib.import_module("qunce.practice.moderation.incidents.migrations.0003_steps_are_actions")


def old(cast: Cast, step: str, state: str, number: int) -> tuple[Incident, Task]:
    now = clock.timestamp()
    incident = Incident.objects.create(
        workspace=cast.workspace, group=cast.lunch, person=cast.yu, at=now, seen_at=now, seen_by="detector"
    )
    closed = now if state in ("done", "not_needed", "withdrawn") else None
    task = Task.objects.create(
        workspace=cast.workspace, kind="moderation.warn", key=f"{cast.lunch.pk}:{cast.yu.pk}:{number}", due_at=now,
        group_id=cast.lunch.pk, person_id=cast.yu.pk, opened_at=now, state=state, closed_at=closed,
        closed_by=cast.owner.pk if closed else None, reason="她自己撤回了" if state == "not_needed" else "",
        title={"msgid": "Warn %(name)s: offence number %(offences)s", "params": {"name": "小雨", "offences": 2}},
        words=[{"msgid": "%(words)s", "params": {"words": "@小雨 您好"}}],
        data={"incident": incident.pk, "step": step, "why": [], "verdicts": []},
    )  # fmt: skip
    return incident, task


def test_each_state_finds_its_place_and_can_still_be_undone(cast: Cast) -> None:
    waiting, _ = old(cast, "ask", "open", 1)
    later, _ = old(cast, "notice", "snoozed", 2)
    ticked, done = old(cast, "warn", "done", 3)
    aside, _ = old(cast, "ask", "not_needed", 4)
    old(cast, "ask", "withdrawn", 5)
    now = clock.timestamp()
    step = TakenStep.objects.create(
        workspace=cast.workspace, incident=ticked, step="warn", state="proven", count=2, decided_at=now, proven_at=now
    )
    migration.convert(apps, None)
    migration.convert(apps, None)  # nothing is left to convert but what is named alike
    found = {a.data["incident"]: a for a in Action.objects.all()}
    states = {pk: action.state for pk, action in found.items()}
    assert states == {
        waiting.pk: State.HANDED, later.pk: State.PROPOSED, ticked.pk: State.CONFIRMED, aside.pk: State.CANCELLED,
    }  # fmt: skip
    for pk in (waiting.pk, later.pk):
        (task,) = Task.objects.filter(kind=kind_of_task(found[pk]), key=key_of_task(found[pk]))
        worklist.finish(task, cast.owner.pk)
        found[pk].refresh_from_db()
        assert found[pk].state == State.CONFIRMED
    assert set(Incident.objects.filter(let_be=True).values_list("pk", flat=True)) == {aside.pk}
    done.refresh_from_db()
    worklist.reopen(done)
    step.refresh_from_db()
    assert step.state == TakenStep.State.VOID
