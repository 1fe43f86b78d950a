"""The jobs of the outbox."""

from typing import Any

from qunce.base.jobs.registry import queue_limit, task
from qunce.base.jobs.running import Running
from qunce.gateway.outbox import services
from qunce.gateway.outbox.services import machine
from qunce.kernel.i18n import N_

queue_limit("outbox", 1)  # an outside call may take a minute: the other workers stay free


@task(machine.PERFORM, title=N_("Carry out “%(kind)s”"), queue="outbox")
def perform(job: Running, *, action_id: int) -> dict[str, Any] | None:
    return {"state": machine.perform(action_id)}


@task("outbox.sweep", title=N_("Look after actions that wait"), every=60, priority=5)
def sweep(job: Running) -> dict[str, Any] | None:
    return {**machine.recover(), "expired": services.expire()}
