"""The verbs of intake: receive, look, confirm, run, undo."""

from qunce.gateway.intake.services.planning import confirm, look_again, remember_group, remember_mapping, suggest
from qunce.gateway.intake.services.receiving import discard, receive_file, receive_text
from qunce.gateway.intake.services.running import abandon, run, start, start_undo, undo

__all__ = [
    "abandon", "confirm", "discard", "look_again", "receive_file", "receive_text", "remember_group",
    "remember_mapping", "run", "start", "start_undo", "suggest", "undo",
]  # fmt: skip
