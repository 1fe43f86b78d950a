"""What can happen to the ways of reminders."""

from qunce.base.journal.registry import FactType, register
from qunce.kernel.i18n import N_


def install() -> None:
    register(
        FactType("reminders.hook_added", N_("%(actor)s added the webhook %(url)s"), icon="webhook", audit=True),
        FactType("reminders.hook_off", N_("The webhook %(url)s was turned off"), icon="webhook", audit=True),
        FactType("reminders.hook_on", N_("%(actor)s turned the webhook %(url)s on"), icon="webhook", audit=True),
        FactType("reminders.hook_removed", N_("%(actor)s removed the webhook %(url)s"), icon="webhook", audit=True),
    )
