"""Sample objects of the routes of accounts."""

from typing import Any

from qunce.base.tenancy.models import Workspace
from qunce.community.models import Group
from qunce.community.personas.models import Absence, Duty, Persona
from qunce.kernel import clock
from tests.cast import Cast
from tests.routes import Which, sample


def persona_in(workspace: Workspace) -> Persona:
    row, _ = Persona.objects.get_or_create(
        workspace=workspace, name=f"{workspace.name}的刘姐", defaults={"since": clock.timestamp()}
    )
    return row


def duty_in(group: Group) -> dict[str, Any]:
    persona = persona_in(group.workspace)
    row = Duty.objects.create(
        workspace=group.workspace, persona=persona, role="service", topics=[f"{group.name}退款"], group_ids=[group.pk]
    )
    return {"pk": row.pk}


def absence_in(cast: Cast, workspace: Workspace) -> dict[str, Any]:
    now = clock.timestamp()
    row = Absence.objects.create(workspace=workspace, staff_id=cast.owner.pk, since=now, until=now + clock.DAY)
    return {"pk": row.pk}


def of_persona(**more: Any) -> dict[str, Any]:
    return {
        "own": lambda cast: {"pk": persona_in(cast.workspace).pk},
        "foreign": lambda cast: {"pk": persona_in(cast.foreign.workspace).pk},
    } | more


def duty_said(cast: Cast, which: Which) -> dict[str, Any]:
    return {"role": "service", "scope": "some", "groups": [cast.lunch.pk]}


sample("personas:persona", **of_persona(body=lambda cast, which: {"name": "刘", "picture": "photo", "tone": "warm"}))
sample("personas:end", **of_persona())
sample("personas:resume", **of_persona())
sample("personas:duty-new", **of_persona(body=duty_said))
sample(
    "personas:duty",
    own=lambda cast: duty_in(cast.lunch),
    hidden=lambda cast: duty_in(cast.office),
    foreign=lambda cast: duty_in(cast.foreign),
    body=duty_said,
)
sample(
    "personas:duty-remove",
    own=lambda cast: duty_in(cast.lunch),
    hidden=lambda cast: duty_in(cast.office),
    foreign=lambda cast: duty_in(cast.foreign),
)
sample(
    "personas:back",
    own=lambda cast: absence_in(cast, cast.workspace),
    foreign=lambda cast: absence_in(cast, cast.foreign.workspace),
)
