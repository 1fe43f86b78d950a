from django.apps import AppConfig

from qunce.kernel.i18n import N_


class TodayConfig(AppConfig):
    name = "qunce.today"
    label = "today"

    def ready(self) -> None:
        from qunce.today import facts

        facts.install()
        from qunce.base.ui.navigation import Entry, register

        register(Entry("today", N_("Today"), "sun", "today:index", order=10, go="t"))
