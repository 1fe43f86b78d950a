from django.apps import AppConfig

from qunce.kernel.i18n import N_


class JobsConfig(AppConfig):
    name = "qunce.base.jobs"
    label = "jobs"

    def ready(self) -> None:
        from qunce.base.accounts.models import Role
        from qunce.base.accounts.settings_pages import Tab, register
        from qunce.base.jobs import facts, tasks  # noqa: F401 - tasks register

        facts.install()
        register(Tab("jobs", N_("Jobs"), "jobs:list", order=80, role=Role.OPERATOR))
