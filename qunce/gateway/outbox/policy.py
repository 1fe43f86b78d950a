"""The life of an action as a table: which move leads from where to where. Pure; the services only carry it out.

    proposed → approved → planned → leased (machine) → attempted → confirmed | failed | unknown
                                  → handed (person)  →             confirmed | failed

An outside effect cannot be made exactly once. What is promised instead: at most once for each slot, and what is not
known is visible as ``unknown`` and waits for a person. So nothing leads from ``attempted`` or ``unknown`` back to a
state from which it could go out again, but for a person who says that it did not happen (``fail``, then ``again``).
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    PLANNED = "planned"
    LEASED = "leased"
    HANDED = "handed"
    ATTEMPTED = "attempted"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


class Move(StrEnum):
    """What happens to an action.

    approve     a person, or the kind's own policy, wants it done
    unapprove   the approval is taken back before anything went out
    reconsider  the refusal is taken back
    plan        who does it is chosen: a machine that is able, else a person
    lease       a worker takes it; give_back: its lease ran out before anything went out
    attempt     committed before the outside call: from here on it may have happened
    hand        a person has it as a task
    confirm     it happened; fail: it certainly did not
    lose        called, and no answer came: nobody knows
    undo        the person who had it takes the tick, or the "could not", back
    doubt       the answer to "did it happen?" is taken back
    again       what certainly did not happen is offered once more
    expire      its time is over before it went out
    cancel      nobody wants it any more
    quarantine  the database came from a backup: what came after it, nobody here knows
    release     the owner has looked, and lets it go on
    """

    APPROVE = "approve"
    UNAPPROVE = "unapprove"
    RECONSIDER = "reconsider"
    PLAN = "plan"
    LEASE = "lease"
    GIVE_BACK = "give_back"
    ATTEMPT = "attempt"
    HAND = "hand"
    CONFIRM = "confirm"
    FAIL = "fail"
    LOSE = "lose"
    UNDO = "undo"
    DOUBT = "doubt"
    AGAIN = "again"
    EXPIRE = "expire"
    CANCEL = "cancel"
    QUARANTINE = "quarantine"
    RELEASE = "release"


class IllegalMoveError(Exception):
    """The table knows no such move from that state."""


_S = State
FINAL = frozenset({_S.CONFIRMED, _S.FAILED, _S.EXPIRED, _S.CANCELLED})
LIVE = frozenset(State) - FINAL
# Nothing has gone out, and nobody but us has it in hand.
WAITING = frozenset({_S.PROPOSED, _S.APPROVED, _S.PLANNED})
# It may have gone out.
SPENT = frozenset({_S.ATTEMPTED, _S.UNKNOWN, _S.CONFIRMED})

MOVES: Mapping[Move, tuple[frozenset[State], State | None]] = {
    Move.APPROVE: (frozenset({_S.PROPOSED}), _S.APPROVED),
    Move.UNAPPROVE: (frozenset({_S.APPROVED, _S.PLANNED, _S.HANDED}), _S.PROPOSED),
    Move.RECONSIDER: (frozenset({_S.CANCELLED}), _S.PROPOSED),
    Move.PLAN: (frozenset({_S.APPROVED}), _S.PLANNED),
    Move.LEASE: (frozenset({_S.PLANNED}), _S.LEASED),
    Move.GIVE_BACK: (frozenset({_S.LEASED}), _S.PLANNED),
    Move.ATTEMPT: (frozenset({_S.LEASED}), _S.ATTEMPTED),
    Move.HAND: (frozenset({_S.PLANNED}), _S.HANDED),
    Move.CONFIRM: (frozenset({_S.ATTEMPTED, _S.HANDED, _S.UNKNOWN}), _S.CONFIRMED),
    Move.FAIL: (frozenset({_S.ATTEMPTED, _S.HANDED, _S.UNKNOWN}), _S.FAILED),
    Move.LOSE: (frozenset({_S.ATTEMPTED}), _S.UNKNOWN),
    Move.UNDO: (frozenset({_S.CONFIRMED, _S.FAILED, _S.CANCELLED}), _S.HANDED),
    Move.DOUBT: (frozenset({_S.CONFIRMED, _S.FAILED}), _S.UNKNOWN),
    Move.AGAIN: (frozenset({_S.FAILED, _S.EXPIRED, _S.CANCELLED}), _S.PROPOSED),
    Move.EXPIRE: (WAITING | {_S.HANDED, _S.QUARANTINED}, _S.EXPIRED),
    Move.CANCEL: (WAITING | {_S.LEASED, _S.HANDED, _S.QUARANTINED}, _S.CANCELLED),
    Move.QUARANTINE: (LIVE - {_S.QUARANTINED}, _S.QUARANTINED),
    Move.RELEASE: (frozenset({_S.QUARANTINED}), None),  # by what it was: ``released``
}


def after(state: State, move: Move, before: State | None = None) -> State:
    """The state that a move leads to. ``before``: what a quarantined action was. Raises IllegalMoveError."""
    origins, target = MOVES[move]
    if state not in origins:
        raise IllegalMoveError(f"{move} from {state}")
    return released(before) if target is None else target


def released(before: State | None) -> State:
    """Where an action goes on that was quarantined as ``before``.

    What was waiting or in hand may have been done since the backup: the owner has been told to look, and lets it be
    planned anew. What had been attempted is not known any better than then.
    """
    if before is None or before in FINAL or before == State.QUARANTINED:
        raise IllegalMoveError(f"release of {before}")
    if before in SPENT:
        return State.UNKNOWN
    return State.PROPOSED if before == State.PROPOSED else State.APPROVED


def may(state: State, move: Move) -> bool:
    return state in MOVES[move][0]
