"""The verbs of accounts, duties and absences."""

from qunce.community.personas.services.absences import away, back, hand_on_due
from qunce.community.personas.services.accounts import (
    DutyTerms,
    NameTakenError,
    PersonaTerms,
    end,
    remove_duty,
    resume,
    save,
    save_duty,
)
from qunce.community.personas.services.moments import TASK as MOMENT
from qunce.community.personas.services.moments import open_moments

__all__ = [
    "MOMENT",
    "DutyTerms",
    "NameTakenError",
    "PersonaTerms",
    "away",
    "back",
    "end",
    "hand_on_due",
    "open_moments",
    "remove_duty",
    "resume",
    "save",
    "save_duty",
]
