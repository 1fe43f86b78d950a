from django.apps import AppConfig

from qunce.kernel.i18n import N_


class UiConfig(AppConfig):
    name = "qunce.base.ui"
    label = "ui"

    def ready(self) -> None:
        from qunce.base.ui.navigation import Entry, register

        # The floor of accounts lies below this one: it cannot register its pages here itself.
        register(Entry("settings", N_("Settings"), "settings", "accounts:profile", order=100, prefix="/settings/"))
