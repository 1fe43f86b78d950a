"""What reminders register with the floors below."""

from dataclasses import replace

from django.http import HttpRequest

from qunce.base.accounts.settings_pages import Tab
from qunce.base.accounts.settings_pages import register as register_tab
from qunce.base.journal.registry import subscribers
from qunce.base.reminders import queries, services
from qunce.base.reminders.channels import channels, email, hook, push
from qunce.base.ui.palette import Action, actions
from qunce.base.ui.shell import Shell, address, extend
from qunce.kernel.i18n import N_


def install() -> None:
    for channel in (email.CHANNEL, push.CHANNEL, hook.CHANNEL):
        channels.register(channel.key, channel)
    subscribers.register("reminders.handed", services.handed)
    register_tab(Tab("reminders", N_("Reminders"), "reminders:wishes", 15, covers=("reminders:hook",)))
    actions.register("reminders", Action(N_("Reminders"), "bell", "reminders:index", "提醒 通知 tixing tongzhi tx"))
    extend("reminders", bell)


def bell(request: HttpRequest, shell: Shell) -> Shell:
    """The bell of every page, with how many reminders were not seen."""
    actor = request.actor  # type: ignore[attr-defined] # the shell of somebody signed in
    return replace(shell, bell_url=address("reminders:index"), bell=queries.unseen(actor))
