"""What was heard in the group proves a step: a colleague's word to the member, a removal, a message taken back."""

import re

from django.db import transaction

from qunce.base.journal.models import Fact
from qunce.community import queries as community
from qunce.community.models import Group, Person
from qunce.gateway.outbox import services as outbox
from qunce.gateway.outbox.models import Action
from qunce.gateway.outbox.policy import State
from qunce.gateway.outbox.services import ActionStateError
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents.models import Incident
from qunce.practice.moderation.incidents.services.acting import live_actions

RECALLED, REMOVED = "community.message_recalled", "community.member_removed"
WORD_SEEN = N_("A colleague said it in the group, naming them")
REMOVAL_SEEN = N_("The system reported the removal")
RECALL_SEEN = N_("They took the message back after being asked")
TOOK_BACK = N_("They took it back by themselves.")
# A colleague who names a member may speak of lunch; these words speak of the rule.
_RULE = re.compile(
    r"撤回|撤一下|违规|违反|群规|规则|广告|引流|链接|提醒|警告|请勿|别发|不要(再)?发|不能发|不可以发|刷屏|移出|犯规|私加"
)
_COUNTED = re.compile(r"第?\s*[0-9一二两三四五六七八九十]+\s*次|移出|公示|通报")


@transaction.atomic
def prove(group: Group) -> int:
    """Settle the steps of a group that what was heard since shows to have been taken. Returns how many."""
    waiting = {
        person: action
        for person, action in live_actions(group.pk).items()
        if action.state in (State.HANDED, State.PROPOSED)
    }
    return sum(_prove(group, person, action) for person, action in waiting.items()) if waiting else 0


def _prove(group: Group, person_id: int, action: Action) -> bool:
    incident = Incident.objects.filter(pk=action.data.get("incident") or 0).first()
    if incident is None:
        return False
    step = action.data.get("step")
    seen = _removal(incident) if step == "remove" else _word(group, incident, public=step == "notice")
    try:
        if seen is not None:
            outbox.prove(action, seen[1], seen[0])
            return True
        if step == "ask" and (at := _recalled_at(incident)) is not None:
            if at >= action.proposed_at:
                outbox.prove(action, RECALL_SEEN, at)
            else:
                outbox.cancel(action, TOOK_BACK)
            return True
    except ActionStateError:  # somebody ticked it this very moment
        return False
    return False


def _happened(incident: Incident, fact: str) -> int | None:
    rows = Fact.objects.filter(type=fact, group_id=incident.group_id, person_id=incident.person_id, at__gte=incident.at)
    undone = Fact.objects.filter(undoes__in=rows.values("pk")).values("undoes")
    return rows.exclude(pk__in=undone).order_by("at").values_list("at", flat=True).first()


def _recalled_at(incident: Incident) -> int | None:
    return _happened(incident, RECALLED)


def _removal(incident: Incident) -> tuple[int, str] | None:
    at = _happened(incident, REMOVED)
    return None if at is None else (at, REMOVAL_SEEN)


def _word(group: Group, incident: Incident, *, public: bool) -> tuple[int, str] | None:
    """The first word of a colleague after the offence that names the member and speaks of the rule."""
    name = str(
        incident.said.get("name") or Person.objects.filter(pk=incident.person_id).values_list("name", flat=True)[0]
    )
    if len(name.strip()) < 2:  # one sign is in every sentence
        return None
    telling = _COUNTED if public else _RULE
    for said in community.talk(group, incident.at):
        if said.is_staff and said.person_id != incident.person_id and name in said.text and telling.search(said.text):
            return said.at, WORD_SEEN
    return None
