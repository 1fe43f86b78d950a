"""The verbs of incidents."""

from qunce.practice.moderation.incidents.services.acting import answer, no_skip, skip_to
from qunce.practice.moderation.incidents.services.erasing import erase
from qunce.practice.moderation.incidents.services.opening import end, follow
from qunce.practice.moderation.incidents.services.proving import prove

__all__ = ["answer", "end", "erase", "follow", "no_skip", "prove", "skip_to"]
