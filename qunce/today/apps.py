from django.apps import AppConfig

from qunce.kernel.i18n import N_


class TodayConfig(AppConfig):
    name = "qunce.today"
    label = "today"

    def ready(self) -> None:
        from qunce.base.ui import shell
        from qunce.base.ui.navigation import Entry, register
        from qunce.base.ui.palette import Action, actions
        from qunce.today import facts, surroundings, tasks  # noqa: F401 - registers the jobs

        facts.install()
        shell.extend("today", surroundings.around)
        actions.register("today.today", Action(N_("Today"), "sun", "today:index", "今日 待办 jinri daiban jr"))
        actions.register("today.done", Action(N_("Done lately"), "history", "today:history", "已办 yiban lishi"))
        actions.register(
            "today.search", Action(N_("Search messages"), "search", "today:search", "搜索 消息 sousuo xiaoxi ss")
        )
        register(Entry("today", N_("Today"), "sun", "today:index", order=10, go="t"))
