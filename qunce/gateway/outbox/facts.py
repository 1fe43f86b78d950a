"""Facts about actions: one type for each move. Their subject is "action:<id>"."""

from typing import Any

from django.utils.translation import gettext

from qunce.base.journal.registry import FactType, register
from qunce.gateway.outbox.policy import Move
from qunce.gateway.outbox.registry import PERSON, executors
from qunce.kernel.i18n import N_


def _executor(key: Any) -> str:
    if key == PERSON:
        return gettext("a person")
    found = executors.find(str(key))
    return gettext(found.title) if found else str(key)


_SHOWN = {"kind": lambda title: gettext(str(title)), "executor": _executor, "reason": lambda said: gettext(str(said))}


def _type(key: str, sentence: str, icon: str, *, audit: bool = False) -> FactType:
    return FactType(f"outbox.{key}", sentence, icon=icon, private=("reason",), audit=audit, shown=_SHOWN)


PROPOSED = _type("proposed", N_("%(actor)s proposed “%(kind)s”"), "sparkles")
RELEASED = _type(
    "workspace_released", N_("%(actor)s let actions go out again after a restore"), "player-play", audit=True
)
EDITED = _type("edited", N_("%(actor)s changed the words of “%(kind)s”"), "edit", audit=True)

OF_MOVE = {
    Move.APPROVE: _type("approved", N_("%(actor)s approved “%(kind)s”"), "check", audit=True),
    Move.UNAPPROVE: _type("unapproved", N_("%(actor)s took the approval of “%(kind)s” back"), "eraser", audit=True),
    Move.RECONSIDER: _type("reconsidered", N_("%(actor)s thinks “%(kind)s” over again"), "arrow-back-up", audit=True),
    Move.PLAN: _type("planned", N_("“%(kind)s” goes to %(executor)s"), "arrow-right"),
    Move.LEASE: _type("leased", N_("%(executor)s takes up “%(kind)s”"), "loader-2"),
    Move.GIVE_BACK: _type("given_back", N_("“%(kind)s” was taken up and not begun; it waits again"), "refresh"),
    Move.ATTEMPT: _type("attempted", N_("%(executor)s begins “%(kind)s”"), "send"),
    Move.HAND: _type("handed", N_("“%(kind)s” is on the worklist"), "list-check"),
    Move.CONFIRM: _type("confirmed", N_("%(actor)s: “%(kind)s” is done"), "circle-check", audit=True),
    Move.FAIL: _type("failed", N_("“%(kind)s” could not be done: %(reason)s"), "alert-circle", audit=True),
    Move.LOSE: _type("lost", N_("Nobody knows whether “%(kind)s” happened: %(reason)s"), "question-mark", audit=True),
    Move.UNDO: _type("undone", N_("%(actor)s took the tick of “%(kind)s” back"), "arrow-back-up", audit=True),
    Move.DOUBT: _type("doubted", N_("%(actor)s doubts again whether “%(kind)s” happened"), "question-mark", audit=True),
    Move.AGAIN: _type("offered_again", N_("%(actor)s wants “%(kind)s” tried once more"), "refresh", audit=True),
    Move.EXPIRE: _type("expired", N_("The time of “%(kind)s” is over; it was not done"), "clock", audit=True),
    Move.CANCEL: _type("cancelled", N_("%(actor)s called “%(kind)s” off: %(reason)s"), "x", audit=True),
    Move.QUARANTINE: _type("quarantined", N_("“%(kind)s” waits: the database came from a backup"), "shield-check"),
    Move.RELEASE: _type("released", N_("“%(kind)s” goes on after the restore"), "player-play"),
}  # fmt: skip


def install() -> None:
    register(PROPOSED, EDITED, RELEASED, *OF_MOVE.values())
