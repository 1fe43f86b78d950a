"""The verbs of incidents."""

from qunce.practice.moderation.incidents.services.acting import answer, no_skip, skip_to
from qunce.practice.moderation.incidents.services.alone import AloneError, act_alone
from qunce.practice.moderation.incidents.services.appealing import (
    AppealError,
    appeal,
    invitation,
    may_appeal,
    overturn,
    set_days,
    uphold,
)
from qunce.practice.moderation.incidents.services.erasing import erase
from qunce.practice.moderation.incidents.services.opening import end, follow
from qunce.practice.moderation.incidents.services.proving import prove
from qunce.practice.moderation.incidents.services.removing import RemovalError, accuse, explain
from qunce.practice.moderation.incidents.services.removing import follow as follow_removals
from qunce.practice.moderation.incidents.services.reporting import ReportError, decline, door_of, report, take

__all__ = [
    "AloneError",
    "AppealError",
    "RemovalError",
    "ReportError",
    "accuse",
    "act_alone",
    "answer",
    "appeal",
    "decline",
    "door_of",
    "end",
    "erase",
    "explain",
    "follow",
    "follow_removals",
    "invitation",
    "may_appeal",
    "no_skip",
    "overturn",
    "prove",
    "report",
    "set_days",
    "skip_to",
    "take",
    "uphold",
]
