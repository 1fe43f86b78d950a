"""After a restore nothing goes out until an owner has looked (R22)."""

from io import StringIO

import pytest
from django.core.management import call_command

from qunce.base.jobs import services as jobs
from qunce.base.jobs.worker import drain
from qunce.base.worklist import services as worklist
from qunce.base.worklist.services import TaskStateError
from qunce.config.backup import databases
from qunce.config.backup.services import quarantine_outbox
from qunce.gateway.outbox import queries, services
from qunce.gateway.outbox.models import Action, Quarantine
from qunce.gateway.outbox.policy import FINAL, State
from qunce.gateway.outbox.registry import Outcome
from qunce.gateway.outbox.services import machine, quarantine
from qunce.gateway.outbox.tests.world import (
    ASKED,
    Heard,
    Recorder,
    assert_consistent,
    live_tasks,
    propose,
    state,
)
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def every_state(cast: Cast, recorder: Recorder) -> dict[str, Action]:
    """One action in each of the states in which a backup may find it."""
    recorder.answer = TimeoutError()
    made = {"proposed": propose(cast.workspace, ASKED, "proposed")}
    for name in ("planned", "leased", "attempted", "unknown"):
        made[name] = propose(cast.workspace, slot=name)
    machine.take(made["leased"].pk)
    begun = machine.take(made["attempted"].pk)
    assert begun is not None
    machine.begin(begun)
    machine.perform(made["unknown"].pk)
    recorder.calls.clear()
    recorder.answer = Outcome("confirmed")
    return made


def test_all_that_is_not_over_waits_and_nothing_goes_out(cast: Cast, recorder: Recorder) -> None:
    made = every_state(cast, recorder)
    assert {name: state(action) for name, action in made.items()} == {name: State(name) for name in made}
    assert quarantine.hold_all(1_000) == len(made)
    assert quarantine.hold_all(1_000) == 0
    made["new"] = propose(cast.workspace, slot="new")  # a practice that judges again what it once judged
    with clock.fixed(clock.timestamp() + 2 * machine.LEASE_SECONDS):
        drain()
        machine.recover()
        drain()
    for action in made.values():
        assert state(action) == State.QUARANTINED
        assert live_tasks(action) == []
    assert recorder.calls == []


def test_the_owner_lets_them_go_on_where_that_is_safe(cast: Cast, recorder: Recorder) -> None:
    made = every_state(cast, recorder)
    quarantine.hold_all(1_000)
    services.cancel(made["planned"], "It went out before the restore.")
    assert quarantine.release(cast.workspace.pk) == 4
    assert {name: state(action) for name, action in made.items()} == {
        "proposed": State.PROPOSED, "planned": State.CANCELLED, "leased": State.PLANNED,
        "attempted": State.UNKNOWN, "unknown": State.UNKNOWN,
    }  # fmt: skip
    for action in made.values():
        assert_consistent(action)
    drain()
    assert recorder.calls == [made["leased"].key]
    assert queries.quarantine(cast.workspace.pk) is None
    assert quarantine.release(cast.workspace.pk) == 0
    assert state(propose(cast.workspace, slot="after")) == State.PLANNED


def test_what_a_person_had_in_hand_comes_back_to_the_worklist(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace)
    quarantine.hold_all(1_000)
    assert (state(action), live_tasks(action)) == (State.QUARANTINED, [])
    quarantine.release(cast.workspace.pk)
    assert state(action) == State.HANDED
    assert_consistent(action)


def test_nothing_stale_is_let_go(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace)
    quarantine.hold_all(1_000)
    with clock.fixed(action.expires_at + 1):
        quarantine.release(cast.workspace.pk)
    assert state(action) == State.EXPIRED


def test_a_tick_is_not_taken_back_while_all_is_held(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace)
    (task,) = live_tasks(action)
    worklist.finish(task, cast.service.pk)
    quarantine.hold_all(1_000)
    with pytest.raises(TaskStateError):
        worklist.reopen(task)
    assert state(action) == State.CONFIRMED


def test_a_release_that_stops_half_way_still_holds(cast: Cast, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        propose(cast.workspace, slot=str(n))
    quarantine.hold_all(1_000)
    monkeypatch.setattr(quarantine, "_CHUNK", 2)
    real, seen = quarantine._let_go, []

    def dies(action: Action) -> bool:
        seen.append(action.pk)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return real(action)

    monkeypatch.setattr(quarantine, "_let_go", dies)
    with pytest.raises(KeyboardInterrupt):
        quarantine.release(cast.workspace.pk)
    assert queries.quarantine(cast.workspace.pk) is not None
    assert Action.objects.filter(state=State.QUARANTINED).count() == 3
    quarantine.release(cast.workspace.pk)
    assert Action.objects.filter(state=State.HANDED).count() == 5


def test_a_restored_copy_holds_even_when_the_restore_died_before_saying_so(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace)
    quarantine_outbox()
    assert state(action) == State.HANDED  # nothing was restored
    jobs.hold(databases.RESTORED)
    call_command("resume", stdout=StringIO())
    assert state(action) == State.QUARANTINED
    assert Quarantine.objects.filter(released_at=None).count() == 2  # both workspaces
    call_command("resume", stdout=StringIO())
    assert Quarantine.objects.count() == 2


def test_what_is_over_stays_over(cast: Cast, heard: Heard) -> None:
    action = propose(cast.workspace)
    services.tick(action, cast.service.pk)
    quarantine.hold_all(1_000)
    assert state(action) in FINAL
