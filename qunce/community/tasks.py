"""The jobs of groups and people."""

from typing import Any

from django.db import transaction

from qunce.base.jobs.registry import task
from qunce.base.jobs.running import Running
from qunce.community.models import Person
from qunce.community.services.erase import erase_person
from qunce.kernel.i18n import N_


@task("community.erase", title=N_("Erase a person"), queue="heavy")
def erase(job: Running, *, person_id: int) -> dict[str, Any] | None:
    """Each step may run twice, so a worker killed halfway begins again and ends in the same state."""
    person = Person.objects.select_related("workspace").filter(pk=person_id).first()
    if person is None:
        return None
    done, total = 0, int(person.message_count)

    def tick(count: int) -> None:
        nonlocal done
        done += count
        with transaction.atomic():
            job.advance(done, max(total, done))
        job.check()

    return {"messages": erase_person(person, tick)}
