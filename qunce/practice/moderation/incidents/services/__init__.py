"""The verbs of incidents."""

from qunce.practice.moderation.incidents.services.erasing import erase
from qunce.practice.moderation.incidents.services.opening import end, follow
from qunce.practice.moderation.incidents.services.stepping import step_taken, step_taken_back

__all__ = ["end", "erase", "follow", "step_taken", "step_taken_back"]
