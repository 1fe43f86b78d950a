"""What comes round for accounts and absences."""

from typing import Any

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.personas import services
from qunce.kernel.i18n import N_


@task("personas.hand_on", title=N_("Hand on what waits for colleagues who are away"), every=300, priority=-5)
def hand_on(job: Running) -> dict[str, Any] | None:
    return {"moved": services.hand_on_due()}


@task("personas.moments", title=N_("Look at the Moments plans"), every=1800, priority=-10)
def moments(job: Running) -> dict[str, Any] | None:
    return {"opened": services.open_moments()}
