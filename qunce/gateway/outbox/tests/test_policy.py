"""The table of moves, alone: what must hold whatever happens in which order."""

from itertools import product

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from qunce.gateway.outbox.policy import (
    FINAL,
    LIVE,
    MOVES,
    SPENT,
    IllegalMoveError,
    Move,
    State,
    after,
    may,
    released,
)

# A person says so, with a name in the journal: nothing else brings back what may have gone out.
BY_A_PERSON = {Move.UNDO, Move.DOUBT, Move.AGAIN, Move.RECONSIDER}


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_a_move_is_in_the_table_or_refused(state: State, move: Move) -> None:
    if may(state, move):
        assert after(state, move, State.PROPOSED) in State
    else:
        with pytest.raises(IllegalMoveError):
            after(state, move, State.PROPOSED)


def test_every_state_but_the_first_is_reached_and_every_live_one_ends() -> None:
    reach: set[State] = {State.PROPOSED}
    while True:
        more = {after(s, m, State.PROPOSED) for s in reach for m in Move if may(s, m)} | reach
        if more == reach:
            break
        reach = more
    assert reach == set(State)
    for state in LIVE:
        seen = {state}
        for _step in State:
            seen |= {after(s, m, State.PROPOSED) for s in seen - FINAL for m in Move if may(s, m)}
        assert seen & FINAL, f"{state} never ends"


def test_nothing_but_a_person_leads_from_what_may_have_gone_out_to_where_it_could_go_out_again() -> None:
    """By any path without a person's word, from attempted, unknown or confirmed."""
    for start in SPENT:
        seen = {(start, State(start))}
        while True:
            more = set(seen)
            for state, before in seen:
                for move in set(Move) - BY_A_PERSON:
                    if may(state, move):
                        remembered = state if move == Move.QUARANTINE else before
                        more.add((after(state, move, remembered), remembered))
            if more == seen:
                break
            seen = more
        assert not {state for state, _ in seen} & {
            State.PROPOSED, State.APPROVED, State.PLANNED, State.LEASED, State.HANDED
        }  # fmt: skip


def test_a_machine_takes_only_what_is_planned_and_calls_only_what_it_leased() -> None:
    assert MOVES[Move.LEASE][0] == {State.PLANNED}
    assert MOVES[Move.ATTEMPT][0] == {State.LEASED}
    assert State.CONFIRMED not in MOVES[Move.AGAIN][0] | MOVES[Move.EXPIRE][0] | MOVES[Move.CANCEL][0]
    assert State.UNKNOWN not in MOVES[Move.AGAIN][0] | MOVES[Move.EXPIRE][0] | MOVES[Move.CANCEL][0]


@pytest.mark.parametrize("before", [None, *FINAL, State.QUARANTINED])
def test_what_was_never_held_is_not_released(before: State | None) -> None:
    with pytest.raises(IllegalMoveError):
        released(before)


class Life(RuleBasedStateMachine):
    """Random moves; the model counts calls and hands on its own."""

    @initialize()
    def begin(self) -> None:
        self.state, self.before = State.PROPOSED, State.PROPOSED
        self.calls = self.hands = 0

    @rule(move=st.sampled_from(Move))
    def step(self, move: Move) -> None:
        origin = self.state
        try:
            self.state = after(origin, move, self.before)
        except IllegalMoveError:
            return
        if move == Move.QUARANTINE:
            self.before = origin
        if move in BY_A_PERSON:
            self.calls = self.hands = 0
        self.calls += move == Move.ATTEMPT
        self.hands = self.hands + 1 if self.state == State.HANDED and origin != State.HANDED else self.hands
        if self.state in (State.PROPOSED, State.PLANNED, State.APPROVED, State.QUARANTINED):
            self.hands = 0

    @invariant()
    def at_most_one_call_and_one_hand(self) -> None:
        assert self.calls <= 1
        assert self.hands <= 1


TestLife = Life.TestCase
