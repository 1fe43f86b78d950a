"""Who of the staff gets an action that a person has to carry out: the duties of the accounts say so (C2, C3)."""

from qunce.community.personas import queries as personas
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.kernel import clock


def by_roster(action: Action) -> int | None:
    """The colleague behind the account that should speak, else whoever has the topic in that group; None: nobody.

    What waits for approval is anybody's with the right to say yes: duty says who speaks, not who decides.
    """
    if action.state == State.PROPOSED:
        return None
    now = clock.timestamp()
    roster = personas.roster(action.workspace, now)
    if action.persona:
        return roster.speaks(action.persona, now)
    found = roster.falls_to(action.group_id, str(action.data.get("topic", "")), now)
    return found.staff_id if found else None
