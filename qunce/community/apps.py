from django.apps import AppConfig
from django.http import HttpRequest

from qunce.kernel.i18n import N_


class CommunityConfig(AppConfig):
    name = "qunce.community"
    label = "community"

    def ready(self) -> None:
        from qunce.base.journal.registry import names
        from qunce.base.ui.navigation import Entry, register
        from qunce.base.ui.palette import Action, actions
        from qunce.community import facts, queries, tasks  # noqa: F401 - registers the jobs
        from qunce.community.registry import Listener, listeners
        from qunce.community.talk_index import services as indexing
        from qunce.community.talk_index import tasks as index_tasks  # noqa: F401 - registers the jobs

        facts.install()
        names.register("person", queries.person_names)
        names.register("group", queries.group_names)
        register(Entry("groups", N_("Groups"), "users-group", "community:group-list", order=20, go="g"))
        register(Entry("people", N_("People"), "user", "community:person-list", order=30, go="p"))
        listeners.register("community.index", Listener("community.index", indexing.TASK, order=90))
        actions.register("community.groups", Action(N_("Groups"), "users-group", "community:group-list", "群 qun"))
        actions.register(
            "community.people", Action(N_("People"), "user", "community:person-list", "人 成员 ren chengyuan")
        )
        actions.register(
            "community.duplicates",
            Action(N_("Duplicates"), "users", "community:duplicates", "重复 合并 chongfu hebing", shown=_operates),
        )


def _operates(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and actor.may("operator")
