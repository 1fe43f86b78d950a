"""Which tone holds where (E5, C5)."""

from qunce.base.tenancy.models import Workspace
from qunce.community.personas.models import Persona
from qunce.community.personas.queries import roster
from qunce.kernel import clock
from qunce.practice.desk.drafting.models import ToneRules
from qunce.practice.desk.drafting.tone import PLAIN, Tone, spoken


def rules_of(workspace: Workspace) -> ToneRules | None:
    return ToneRules.objects.filter(workspace=workspace).first()


def of_rules(row: ToneRules | None) -> Tone:
    """The workspace's own tone, whoever speaks."""
    if row is None:
        return PLAIN
    return Tone(
        row.greet, tuple(row.greetings), row.address, row.dear, row.emoji, row.exclaim, tuple(row.absolute),
        tuple(row.forbidden),
    )  # fmt: skip


def tone_in(workspace: Workspace, group_id: int | None) -> Tone:
    """The tone of a reply in a group: the workspace's, as the account that answers there speaks it."""
    row = rules_of(workspace)
    tone = of_rules(row)
    if row is None or not row.manners or group_id is None:
        return tone
    now = clock.timestamp()
    duty = roster(workspace, now).falls_to(group_id, "", now)
    persona = Persona.objects.filter(workspace=workspace, pk=duty.persona_id).first() if duty else None
    return spoken(tone, row.manners.get(persona.tone, {})) if persona else tone
