"""What the desk registers with the floors below."""

from qunce.base.ui.panels import Panel, group_panels
from qunce.base.verdicts.registry import VerdictKind
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.columns import ListColumn, ListFilter, group_columns, group_filters
from qunce.community.registry import Listener, answer_books, erasers, listeners, thanks_books
from qunce.kernel.i18n import N_
from qunce.practice.desk import checks as checks  # registers what the doctor asks
from qunce.practice.desk import panels, queries, repeats, services, thanks
from qunce.practice.desk.qa import services as qa
from qunce.practice.desk.service import services as measured


def install() -> None:
    _judgements()
    _tasks()
    group_panels.register(
        "desk.unanswered", Panel(N_("Questions without an answer"), "desk/panel.html", panels.panel, order=15)
    )
    group_panels.register(
        "desk.repeated", Panel(N_("Questions asked again and again"), "desk/repeated.html", panels.repeated, order=18)
    )
    group_columns.register("asked", ListColumn(N_("Unanswered"), panels.column, 45, number=True))
    group_filters.register(
        "asked",
        ListFilter(
            N_("Questions"),
            (("yes", N_("With open questions")), ("no", N_("Without open questions"))),
            panels.narrow,
            25,
        ),
    )
    listeners.register("desk.questions", Listener("desk.questions", "desk.judge_group", 10, "desk.judge_history"))
    answer_books.register("desk", queries.answers)
    thanks_books.register("desk", thanks.thanks_in)
    erasers.register("desk", services.erase)


def _judgements() -> None:
    register_verdicts(
        VerdictKind(
            "desk.unanswered",
            N_("Question"),
            {
                "unanswered": N_("Unanswered"),
                "waiting": N_("Waiting"),
                "answered": N_("Answered"),
                "answered_late": N_("Answered late"),
                "self_answered": N_("Found out alone"),
            },
            overturned=services.on_overturned,
            restored=services.on_restored,
            tone={"unanswered": "danger", "waiting": "warning", "answered": "success", "answered_late": "warning"},
            part="qa:for-question",
        ),
        VerdictKind(
            repeats.KIND,
            N_("Repeated question"),
            {"repeated": N_("Asked again and again")},
            overturned=services.on_repeat_changed,
            restored=services.on_repeat_changed,
            tone={"repeated": "info"},
        ),
    )


def _tasks() -> None:
    register_tasks(
        TaskKind(
            services.REPLY,
            N_("Reply"),
            N_("Replied"),
            "message-reply",
            order=10,
            part="qa:candidates",
            drafted=True,
            finished=measured.on_finished,
            dismissed=measured.on_dismissed,
            reopened=measured.on_reopened,
        ),
        TaskKind(
            services.ADD,
            N_("Add to Q&A"),
            N_("Added"),
            "notebook",
            order=45,
            finished=qa.on_add_finished,
            reopened=qa.on_add_reopened,
            page=qa.page_of,
            page_label=N_("Look it over first"),
        ),
    )
