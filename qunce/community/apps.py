from django.apps import AppConfig

from qunce.kernel.i18n import N_


class CommunityConfig(AppConfig):
    name = "qunce.community"
    label = "community"

    def ready(self) -> None:
        from qunce.base.journal.registry import names
        from qunce.base.ui.navigation import Entry, register
        from qunce.community import facts, queries, tasks  # noqa: F401 - registers the jobs

        facts.install()
        names.register("person", queries.person_names)
        names.register("group", queries.group_names)
        register(Entry("groups", N_("Groups"), "users-group", "community:group-list", order=20, go="g"))
        register(Entry("people", N_("People"), "user", "community:person-list", order=30, go="p"))
