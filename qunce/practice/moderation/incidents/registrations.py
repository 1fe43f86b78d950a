"""What incidents register with the floors below."""

from django.urls import reverse

from qunce.base.accounts.models import Role
from qunce.base.accounts.settings_pages import Tab
from qunce.base.accounts.settings_pages import register as register_tab
from qunce.base.ui.navigation import Entry
from qunce.base.ui.navigation import register as register_entry
from qunce.base.ui.panels import Panel, group_panels, person_panels
from qunce.base.worklist.models import Task
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.base.worklist.services import TaskStateError
from qunce.community.registry import deed_books, erasers
from qunce.community.visitors.registry import visitor_pages
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import console, deeds, facts, h5, kinds, reports, services
from qunce.practice.moderation.incidents.services import appealing, copying, opening, removing, reporting


def not_by_a_tick(task: Task) -> None:
    """An appeal is decided with words, on the page of its case."""
    raise TaskStateError(task.pk)


def case_of(task: Task) -> str:
    return reverse("incidents:case", args=[task.data["incident"]]) + "#appeal"


def report_of(task: Task) -> str:
    return reverse("incidents:report", args=[task.data["report"]])


def removal_of(task: Task) -> str:
    return reverse("incidents:removal", args=[task.data["removal"]])


def install() -> None:
    facts.install()
    kinds.install()
    register_tasks(
        TaskKind(
            appealing.TASK,
            N_("Appeals"),
            N_("Look and decide"),
            "scale",
            order=14,
            finished=not_by_a_tick,
            dismissed=not_by_a_tick,
            page=case_of,
            role=Role.OPERATOR,
            on_page=True,
        ),
        TaskKind(
            reporting.TASK,
            N_("Members' reports"),
            N_("Look and decide"),
            "flag",
            order=22,
            finished=not_by_a_tick,
            dismissed=not_by_a_tick,
            page=report_of,
            role=Role.OPERATOR,
            on_page=True,
        ),
        TaskKind(
            removing.TASK,
            N_("Removals without a reason"),
            N_("Add the reason"),
            "user-x",
            order=36,
            finished=not_by_a_tick,
            dismissed=not_by_a_tick,
            page=removal_of,
            role=Role.OPERATOR,
            on_page=True,
        ),
    )
    visitor_pages.register(reporting.PURPOSE, h5.REPORT_PAGE)
    visitor_pages.register(appealing.PURPOSE, h5.PAGE)
    opening.when_ended.append(appealing.void_open)
    deed_books.register("moderation.incidents", deeds.deeds_in)
    opening.when_ended.append(copying.when_ended)
    erasers.register("moderation.incidents", services.erase)
    register_tab(Tab("order", N_("Rules and appeals"), "incidents:settings", 55, Role.OWNER))
    register_entry(Entry("order", N_("Order"), "gavel", "incidents:index", 40, prefix="/order/", go="o"))
    group_panels.register(
        "moderation.reports", Panel(N_("Members' reports"), "incidents/reports_panel.html", reports.panel, order=60)
    )
    person_panels.register(
        "moderation.incidents", Panel(N_("Offences"), "incidents/panel.html", console.panel, order=25)
    )
