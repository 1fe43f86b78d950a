"""The Moments plan: a task when the time of a post comes near."""

from qunce.base.tenancy.models import Workspace
from qunce.base.worklist import services as worklist
from qunce.base.worklist.models import Task
from qunce.base.worklist.services import NewTask
from qunce.community.personas import policy, queries
from qunce.community.personas.models import Persona
from qunce.kernel import clock
from qunce.kernel.clock import DAY
from qunce.kernel.i18n import N_

TASK = "personas.moment"
HOUR = 3600
AHEAD = 12 * HOUR
TITLE = N_("Moments of %(persona)s")
PASSED = N_("Its time has passed; the plan goes on.")


def open_moments() -> int:
    """Open a task for every post of the next hours, and drop those whose day has passed. Returns how many are new."""
    now, opened = clock.timestamp(), 0
    for workspace in Workspace.objects.filter(pk__in=Persona.objects.exclude(moments=[]).values("workspace_id")):
        opened += _of(workspace, now)
    return opened


def _of(workspace: Workspace, now: int) -> int:
    stale = Task.objects.filter(
        workspace=workspace, kind=TASK, due_at__lt=now - DAY, state__in=worklist.LIVE
    ).values_list("key", flat=True)
    worklist.withdraw(workspace.pk, TASK, list(stale), PASSED)
    gone = queries.aways(workspace.pk, now)
    firsts = queries.first_holders(workspace.pk)
    tasks = []
    for persona in queries.personas(workspace.pk).exclude(moments=[]):
        for at, post in policy.due_posts(queries.plan_of(persona), now - HOUR, now + AHEAD, workspace.zone):
            here = policy.present(firsts.get(persona.pk, ()), gone, at)
            tasks.append(
                NewTask(
                    TASK,
                    f"{persona.pk}.{at}",
                    at,
                    {"msgid": TITLE, "params": {"persona": persona.name}},
                    words=[{"msgid": "%(words)s", "params": {"words": post.idea}}],
                    assignee_id=here[0] if here else None,
                )
            )
    return worklist.open_tasks(workspace.pk, tasks)
