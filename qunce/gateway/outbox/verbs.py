"""How states read, and what a person may do in each: what the pages of actions are drawn from."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from qunce.base.accounts.access import at_least
from qunce.base.accounts.models import Role
from qunce.gateway.outbox import services
from qunce.gateway.outbox.forms import NoteForm, NothingForm, WhyForm
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import Move, State, may
from qunce.gateway.outbox.registry import action_kinds
from qunce.gateway.outbox.services.person import kind_of_task
from qunce.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class Look:
    """How a state reads."""

    label: str
    tone: str
    note: str


LOOKS: dict[str, Look] = {
    State.PROPOSED: Look(N_("To approve"), "warning", N_("An operator decides whether it is done.")),
    State.APPROVED: Look(N_("Approved"), "accent", N_("It is being planned.")),
    State.PLANNED: Look(N_("Planned"), "accent", N_("It waits for its turn.")),
    State.LEASED: Look(N_("Taken up"), "accent", N_("A worker is about to do it; nothing has gone out.")),
    State.HANDED: Look(N_("With a person"), "info", N_("It is on the worklist.")),
    State.ATTEMPTED: Look(N_("Under way"), "accent", N_("The call is being made.")),
    State.CONFIRMED: Look(N_("Happened"), "success", N_("It is done, and this occasion never comes up again.")),
    State.FAILED: Look(N_("Not done"), "danger", N_("It certainly did not happen.")),
    State.UNKNOWN: Look(N_("Unknown"), "danger", N_("It was tried and nobody knows. It is not tried again.")),
    State.EXPIRED: Look(N_("Too late"), "", N_("Its time was over before it was done.")),
    State.CANCELLED: Look(N_("Called off"), "", N_("Nobody wants it any more.")),
    State.QUARANTINED: Look(N_("On hold"), "warning", N_("It waits for the owner to look after a restore.")),
}


@dataclass(frozen=True, slots=True)
class Verb:
    """Something a person may do with an action. act: (action, staff id, what they said); done: the toast's msgid."""

    key: str
    label: str
    icon: str
    tone: str
    role: Role
    states: frozenset[State]
    form: type[forms.Form]
    act: Callable[[Action, int, str], None]
    done: str


_HANDED, _UNKNOWN = frozenset({State.HANDED}), frozenset({State.UNKNOWN})
_DONE, _NOT_DONE = N_("Done"), N_("Noted")

VERBS: dict[str, Verb] = {
    verb.key: verb
    for verb in (
        Verb(
            "approve", N_("Approve"), "check", "primary", Role.OPERATOR, frozenset({State.PROPOSED}), NothingForm,
            lambda action, staff, said: services.approve(action, staff), N_("Approved"),
        ),
        Verb("tick", N_("It is done"), "check", "primary", Role.SERVICE, _HANDED, NoteForm, services.tick, _DONE),
        Verb(
            "could-not", N_("Could not be done"), "x", "", Role.SERVICE, _HANDED, WhyForm, services.could_not, _NOT_DONE
        ),
        Verb(
            "happened", N_("It happened"), "check", "primary", Role.SERVICE, _UNKNOWN, NoteForm, services.it_happened,
            _DONE,
        ),
        Verb(
            "did-not", N_("It did not happen"), "x", "", Role.SERVICE, _UNKNOWN, WhyForm, services.it_did_not_happen,
            _NOT_DONE,
        ),
        Verb(
            "again", N_("Offer it once more"), "refresh", "", Role.OPERATOR,
            frozenset(state for state in State if may(state, Move.AGAIN)), NothingForm,
            lambda action, staff, said: services.again(action), N_("It is offered once more"),
        ),
        Verb(
            "cancel", N_("Call it off"), "ban", "quiet", Role.OPERATOR,
            frozenset(state for state in State if may(state, Move.CANCEL)), WhyForm,
            lambda action, staff, said: services.cancel(action, said), N_("Called off"),
        ),
    )
}  # fmt: skip


def fits(verb: Verb, action: Action) -> bool:
    """Whether it may be done to the action now. What is approved by doing it has no approval of its own."""
    if action.state == State.PROPOSED and kind_of_task(action) == action.kind:
        return State.HANDED in verb.states
    return action.state in verb.states


def role_for(verb: Verb, action: Action) -> Role:
    """The least role that may do it: of what a person carries out, that of its kind."""
    wanted = action_kinds.get(action.kind).role
    return wanted if verb.states == _HANDED and at_least(wanted, verb.role) else verb.role
