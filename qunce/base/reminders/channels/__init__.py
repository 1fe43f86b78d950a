"""Ways by which a reminder leaves the house. A new one is one file here and its registration."""

from qunce.base.reminders.channels.base import Channel, Letter, Result, channels
from qunce.base.reminders.channels.forms import forms

__all__ = ["Channel", "Letter", "Result", "channels", "forms"]
