"""The verbs of intake: receive, look, confirm, run, undo."""

from qunce.gateway.intake.services.planning import confirm, look_again, remember_mapping, suggest
from qunce.gateway.intake.services.receiving import discard, receive_file, receive_text
from qunce.gateway.intake.services.running import abandon, run, start, start_undo, undo
from qunce.gateway.intake.services.splitting import each_sheet, look_at_sheet, start_as_proposed, start_parts

__all__ = [
    "abandon", "confirm", "discard", "each_sheet", "look_again", "look_at_sheet", "receive_file", "receive_text",
    "remember_group", "remember_mapping", "run", "start", "start_as_proposed", "start_parts", "start_undo", "suggest",
    "undo",
]  # fmt: skip
