from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "qunce.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from qunce.base.accounts import facts, queries
        from qunce.base.journal.registry import names

        facts.register()
        names.register("staff", queries.staff_names)
