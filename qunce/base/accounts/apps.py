from django.apps import AppConfig

from qunce.kernel.i18n import N_


class AccountsConfig(AppConfig):
    name = "qunce.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from qunce.base.accounts import facts, queries
        from qunce.base.accounts.models import Role
        from qunce.base.accounts.settings_pages import Tab, register
        from qunce.base.journal.registry import names

        facts.install()
        names.register("staff", queries.staff_names)
        register(
            Tab("profile", N_("Profile"), "accounts:profile", 10, covers=("accounts:password",)),
            Tab("devices", N_("Devices"), "accounts:sessions", 20),
            Tab("workspace", N_("Workspace"), "accounts:workspace", 30, Role.OWNER),
            Tab(
                "staff",
                N_("Staff"),
                "accounts:staff",
                40,
                Role.OWNER,
                covers=("accounts:invite", "accounts:colleague"),
            ),
            Tab("audit", N_("Audit"), "accounts:audit", 90, Role.OPERATOR),
        )
