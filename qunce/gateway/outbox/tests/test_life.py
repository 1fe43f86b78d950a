"""The services under random work: proposals, people, machines, crashes and restores in any order (R38)."""

import itertools

import pytest
from django.test import TestCase
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from qunce.base.journal.models import Fact
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import TaskStateError
from qunce.gateway.outbox import facts, services
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import MOVES, Move, State
from qunce.gateway.outbox.registry import Outcome, executors
from qunce.gateway.outbox.services import ActionStateError, machine, quarantine
from qunce.gateway.outbox.tests.world import ASKED, KIND, Recorder, assert_consistent, kinds, new, standing_in
from qunce.kernel import clock
from tests.cast import make_workspace

START = 1_790_000_000
ANSWERS = (Outcome("confirmed"), Outcome("failed", "No."), Outcome("unknown", "?"), TimeoutError("silence"))
_numbers = itertools.count()


class Life(RuleBasedStateMachine):
    """Two slots of each kind; the machine comes and goes; time moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.recorder, self.now = Recorder(), START
        self.allowed: dict[str, int] = {}  # outside calls that a slot may have had by now
        self.held: list[Action] = []  # what a worker began and has not settled
        self._kinds = kinds()
        self._kinds.__enter__()

    def teardown(self) -> None:
        self._kinds.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.workspace = make_workspace(f"w{next(_numbers)}")

    def rows(self) -> list[Action]:
        return list(Action.objects.filter(workspace=self.workspace).order_by("id"))

    def pick(self, n: int) -> Action | None:
        rows = self.rows()
        return rows[n % len(rows)] if rows else None

    @rule(kind=st.sampled_from([KIND, ASKED]), slot=st.sampled_from(["a", "b"]), able=st.booleans())
    def propose(self, kind: str, slot: str, able: bool) -> None:
        with clock.fixed(self.now):
            if able:
                with executors.temporarily("recorder", standing_in(self.recorder.perform)):
                    action = services.propose(self.workspace.pk, new(kind, slot))
            else:
                action = services.propose(self.workspace.pk, new(kind, slot))
        self.allowed.setdefault(action.key, 1)

    @precondition(lambda self: self.rows())
    @rule(
        n=st.integers(0, 3),
        verb=st.sampled_from(["approve", "cancel", "tick", "could_not", "it_happened", "it_did_not_happen", "again"]),
        able=st.booleans(),
    )
    def person(self, n: int, verb: str, able: bool) -> None:
        action = self.pick(n)
        assert action is not None
        said = {
            "approve": (1,), "cancel": ("no",), "tick": (1,), "could_not": (1, "no"),
            "it_happened": (1,), "it_did_not_happen": (1, "no"), "again": (),
        }[verb]  # fmt: skip
        try:
            with clock.fixed(self.now):
                if able:
                    with executors.temporarily("recorder", standing_in(self.recorder.perform)):
                        getattr(services, verb)(action, *said)
                else:
                    getattr(services, verb)(action, *said)
        except ActionStateError:
            return
        if verb == "again":  # which nobody can ask of what may have happened, but for a person's word that it did not
            self.allowed[action.key] += 1

    @precondition(lambda self: self.rows())
    @rule(n=st.integers(0, 20), verb=st.sampled_from(["finish", "dismiss", "reopen", "reopen", "withdraw"]))
    def task(self, n: int, verb: str) -> None:
        tasks = list(Task.objects.filter(workspace=self.workspace).order_by("id"))
        if not tasks:
            return
        task = tasks[n % len(tasks)]
        try:
            with clock.fixed(self.now):
                if verb == "withdraw":
                    if task.kind != "outbox.decide":  # nobody withdraws a question that only a person can answer
                        worklist.withdraw(self.workspace.pk, task.kind, [task.key], "Gone.")
                else:
                    said = {"finish": (1,), "dismiss": (1, "no"), "reopen": ()}[verb]
                    getattr(worklist, verb)(task, *said)
        except TaskStateError:
            return

    @precondition(lambda self: self.rows())
    @rule(n=st.integers(0, 3), answer=st.sampled_from(ANSWERS), dies=st.sampled_from(["", "leased", "begun", "called"]))
    def worker(self, n: int, answer: Outcome | BaseException, dies: str) -> None:
        action = self.pick(n)
        assert action is not None
        self.recorder.answer = answer
        with clock.fixed(self.now), executors.temporarily("recorder", standing_in(self.recorder.perform)):
            taken = machine.take(action.pk)
            if taken is None or dies == "leased" or not machine.begin(taken):
                return
            if dies != "begun":
                outcome = machine.call(taken)
                if dies != "called":
                    machine.settle(taken, outcome)
                    return
            self.held.append(taken)

    @precondition(lambda self: self.held)
    @rule(outcome=st.sampled_from([one for one in ANSWERS if isinstance(one, Outcome)]))
    def late_answer(self, outcome: Outcome) -> None:
        with clock.fixed(self.now):
            machine.settle(self.held.pop(), outcome)

    @rule(seconds=st.sampled_from([30, machine.LEASE_SECONDS + 1, 8 * clock.DAY]))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds
        with clock.fixed(self.now):
            machine.recover()
            services.expire()

    @rule()
    def restored(self) -> None:
        with clock.fixed(self.now):
            quarantine.hold_all(self.now)
        self.held.clear()  # the workers of before are no more

    @rule()
    def released(self) -> None:
        with clock.fixed(self.now):
            quarantine.release(self.workspace.pk)

    @invariant()
    def no_slot_goes_out_more_often_than_a_person_asked_for(self) -> None:
        for key, most in self.allowed.items():
            assert self.recorder.calls.count(key) <= most, key

    @invariant()
    def each_live_action_is_in_one_hand(self) -> None:
        for action in self.rows() if hasattr(self, "workspace") else ():
            assert_consistent(action)

    @invariant()
    def the_journal_tells_the_same_story(self) -> None:
        """Every step in the journal is a move of the table, and the last leads to the state of the row."""
        by_key = {fact_type.key: move for move, fact_type in facts.OF_MOVE.items()}
        for action in self.rows() if hasattr(self, "workspace") else ():
            told = Fact.objects.filter(workspace=self.workspace, subject=f"action:{action.pk}").order_by("id")
            steps = [by_key[key] for key in told.values_list("type", flat=True) if key in by_key]
            at: State | None = State.PROPOSED
            for step in steps:
                assert at is None or at in MOVES[step][0], steps
                at = MOVES[step][1]  # None after a release: by what it was
            assert at in (None, State(action.state)), steps

    @invariant()
    def nothing_moves_while_the_owner_has_not_looked(self) -> None:
        if hasattr(self, "workspace") and services.proposing.queries.quarantine(self.workspace.pk):
            free = {State.QUARANTINED, *MOVES[Move.AGAIN][0], State.CONFIRMED}
            assert {State(action.state) for action in self.rows()} <= free


class TestLife(TestCase):
    @pytest.mark.slow
    def test_any_order_of_work(self) -> None:
        run_state_machine_as_test(Life, settings=settings(max_examples=20, stateful_step_count=30, deadline=None))
