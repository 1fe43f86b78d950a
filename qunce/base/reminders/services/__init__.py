"""The verbs of reminders."""

from qunce.base.reminders.services.hooks import add_hook, remove_hook, replay, turn_off, turn_on
from qunce.base.reminders.services.looking import handed, look, tidy
from qunce.base.reminders.services.sending import send_due, try_channel
from qunce.base.reminders.services.wishing import (
    add_device,
    ask_address,
    confirm_address,
    forget_device,
    saw_all,
    wish,
)

__all__ = [
    "add_device",
    "add_hook",
    "ask_address",
    "confirm_address",
    "forget_device",
    "handed",
    "look",
    "remove_hook",
    "replay",
    "saw_all",
    "send_due",
    "tidy",
    "try_channel",
    "turn_off",
    "turn_on",
    "wish",
]
