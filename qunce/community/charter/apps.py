from django.apps import AppConfig

from qunce.kernel.i18n import N_


class CharterConfig(AppConfig):
    name = "qunce.community.charter"
    label = "charter"

    def ready(self) -> None:
        from qunce.base.accounts.settings_pages import Tab, register
        from qunce.base.journal.registry import subscribers
        from qunce.community.charter import facts, h5, tasks  # noqa: F401 - registers the jobs
        from qunce.community.charter.services import naming
        from qunce.community.registry import Listener, listeners
        from qunce.community.visitors.registry import visitor_pages

        facts.install()
        visitor_pages.register(h5.PURPOSE, h5.PAGE)
        subscribers.register("charter.nicknames", naming.notice_renaming)
        listeners.register("charter.replies", Listener("charter.replies", "charter.read_replies", 45))
        register(
            Tab("purposes", N_("What counts"), "community:purpose-list", 50, covers=("community:purpose",)),
        )
