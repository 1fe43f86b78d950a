"""What lifecycle registers with the floors below."""

from qunce.base.ui.palette import Action, actions
from qunce.base.ui.panels import Panel, group_panels, person_panels
from qunce.base.verdicts.registry import VerdictKind, verdict_kinds
from qunce.base.verdicts.registry import register as register_verdicts
from qunce.base.worklist.registry import TaskKind
from qunce.base.worklist.registry import register as register_tasks
from qunce.community.charter.policy import CHECKS
from qunce.community.columns import ListColumn, ListFilter, group_columns, group_filters
from qunce.community.registry import Listener, listeners
from qunce.kernel.i18n import N_
from qunce.practice.lifecycle import active, console, panels, services
from qunce.practice.lifecycle.gathering import INTERVIEW
from qunce.practice.lifecycle.policy import health, key_members, silent
from qunce.practice.lifecycle.services.tasking import MOVE, RENEW


def install() -> None:
    _judgements()
    _tasks()
    _pages()


def _judgements() -> None:
    register_verdicts(
        VerdictKind(
            silent.KIND,
            N_("Silent member"),
            {
                "keep": N_("Keep"),
                "wake": N_("Wake"),
                "wait": N_("Being woken"),
                "interview": N_("Ask"),
                "move_group": N_("Better elsewhere"),
                "remove_candidate": N_("May go"),
                "newcomer": N_("New here"),
                "not_enough": N_("Too early to say"),
            },
            overturned=services.on_changed,
            restored=services.on_changed,
            tone={"keep": "success", "wake": "info", "remove_candidate": "danger", "move_group": "warning"},
        ),
        VerdictKind(
            key_members.KIND,
            N_("Key member"),
            {"kol_candidate": N_("Could lead"), "core": N_("Core"), "helper": N_("Helps")},
            overturned=services.on_changed,
            restored=services.on_changed,
            tone={"kol_candidate": "accent", "core": "success", "helper": "info"},
        ),
        VerdictKind(
            health.KIND,
            N_("Health"),
            {
                "healthy": N_("Healthy"),
                "near_floor": N_("Near the floor"),
                "below_floor": N_("Below the floor"),
                "mass_leaving": N_("Many are leaving"),
                "no_floor": N_("No floor set"),
                "not_enough": N_("Not enough data"),
            },
            overturned=services.on_changed,
            restored=services.on_changed,
            tone={"healthy": "success", "near_floor": "warning", "below_floor": "danger", "mass_leaving": "danger"},
        ),
    )
    CHECKS.register("lifecycle.seat", silent.seat_within_reach)
    listeners.register("lifecycle.members", Listener("lifecycle.members", "lifecycle.judge_group", order=30))


def _tasks() -> None:
    register_tasks(
        TaskKind(services.THANK, N_("Thank"), N_("Thanked"), "heart-handshake", order=40),
        TaskKind(
            active.GIFT,
            N_("Monthly gift"),
            N_("Asked"),
            "gift",
            order=56,
            page=console.month_of,
            page_label=N_("Why they are among the first"),
        ),
        TaskKind(services.WAKE, N_("Wake"), N_("Written to"), "bell", order=50),
        TaskKind(INTERVIEW, N_("Ask"), N_("Asked"), "message-2-question", order=55),
        TaskKind(MOVE, N_("Offer another group"), N_("Offered"), "arrow-right", order=58),
        TaskKind(services.DECIDE, N_("Decide on members"), N_("Decided"), "scale", order=60),
        TaskKind(RENEW, N_("Renewal round"), N_("Planned"), "refresh", order=70),
    )


def _pages() -> None:
    actions.register(
        "lifecycle.active",
        Action(N_("Active members of the month"), "star", "lifecycle:active-index", "积极分子 月度活跃 jjfz ydhy"),
    )
    group_panels.register(
        "lifecycle.health",
        Panel(N_("Health"), "lifecycle/health_panel.html", panels.health_panel, order=10, wide=True),
    )
    group_panels.register(
        "lifecycle.key", Panel(N_("Key members"), "lifecycle/people_panel.html", panels.key_panel, order=30)
    )
    group_panels.register(
        "lifecycle.silent", Panel(N_("Silent members"), "lifecycle/people_panel.html", panels.silent_panel, order=40)
    )
    person_panels.register(
        "lifecycle.verdicts",
        Panel(N_("What we think"), "lifecycle/person_panel.html", panels.person_panel, order=10),
    )
    group_columns.register("speaking", ListColumn(N_("Speaking, 28 days"), panels.speaking_column, 20, number=True))
    group_columns.register("health", ListColumn(N_("Health"), panels.health_column, 30))
    group_filters.register(
        "health",
        ListFilter(
            N_("Health"),
            tuple(verdict_kinds.get(health.KIND).decisions.items()),
            panels.filter_health,
            10,
        ),
    )
