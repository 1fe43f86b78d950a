"""Opening incidents from standing breaches, and ending them when what they rest on is gone."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.models import Workspace
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.charter.queries import purposes, spoken, version_at
from qunce.community.models import Group, Message
from qunce.community.services.recording import KINDS
from qunce.kernel import clock
from qunce.kernel.i18n import N_
from qunce.practice.moderation.incidents import facts, queries
from qunce.practice.moderation.incidents.models import Incident, TakenStep
from qunce.practice.moderation.incidents.services import acting, copying, mending

State = Incident.State
AROUND = 5  # messages kept before and after
CHUNK = 200

GONE = N_("What it rested on was taken back.")
OVERTURNED = N_("The judgement was overturned.")


def follow(group: Group, verdicts: Sequence[StoredVerdict]) -> None:
    """Bring the group's incidents in step with its fresh, standing breaches; running it again changes nothing."""
    for start in range(0, len(verdicts), CHUNK):
        for lead in Incident.objects.filter(pk__in=_open(group, verdicts[start : start + CHUNK]), let_be=False):
            acting.again(lead)
    _complete(group)
    for heir in copying.orphans(group):
        acting.again(heir)
    _void_what_fell(group)


@transaction.atomic
def _open(group: Group, verdicts: Sequence[StoredVerdict]) -> set[int]:
    """Gives back the offences whose case another place joined."""
    Workspace.objects.select_for_update(no_key=True).get(pk=group.workspace_id)  # two groups at once: one case still
    wanted = {int(row.subject_ref): row for row in verdicts}
    known = {
        row.message_id: row for row in Incident.objects.filter(workspace=group.workspace_id, message_id__in=wanted)
    }
    messages = list(Message.objects.filter(pk__in=wanted.keys() - known.keys()).select_related("identity__person"))
    fresh = [_incident(group, wanted[message.pk], message) for message in messages]
    Incident.objects.bulk_create(fresh, ignore_conflicts=True)
    ended = [row.pk for row in known.values() if row.state != State.STANDING]
    harmless = copying.of_harmless(group.workspace_id, ended)
    back = [pk for pk in ended if pk not in harmless]  # its judgement stands again
    Incident.objects.filter(pk__in=back).update(state=State.STANDING, ended_reason="")
    for row in Incident.objects.filter(pk__in=back):
        mending.no_apology(row)
        copying.back(row)
    made = list(Incident.objects.filter(workspace=group.workspace_id, message_id__in=[row.message_id for row in fresh]))
    touched, copies = copying.join(made, messages)
    journal.record_all(group.workspace_id, [_opened(row) for row in made if row.pk not in copies])
    return touched


def _rule(group: Group, verdict: StoredVerdict, at: int) -> dict[str, Any]:
    """The rule as the charter of that moment had it, and which version that was (D5)."""
    version = version_at(group, at)
    charter = spoken(version.charter, purposes(group.workspace))
    kinds = [r["params"]["rule_kind"] for r in verdict.reasons if r["params"].get("rule_kind")]
    for kind in kinds:
        if rule := charter.rule(kind):
            said = {"kind": rule.kind, "text": rule.text, "consequence": rule.consequence}
            return said | {"version": version.number, "since": version.since}
    return {}


def _incident(group: Group, verdict: StoredVerdict, message: Message) -> Incident:
    spans = [
        list(cited["span"])
        for cited in verdict.evidence
        if cited.get("span") and cited["kind"] == "message" and str(cited["ref"]) == verdict.subject_ref
    ]
    said = said_of(message) | {"quote": message.quote, "spans": spans}
    return Incident(
        workspace_id=group.workspace_id,
        group=group,
        person_id=message.identity.person_id,
        message_id=message.pk,
        verdict_id=verdict.pk,
        at=message.sent_at,
        seen_at=clock.timestamp(),
        seen_by="detector",
        rule=_rule(group, verdict, message.sent_at),
        said=said,
        before=_around(group, message, before=True),
        after=_around(group, message, before=False),
        digest=digest(group.pk, said, message.sent_at),
    )


def digest(group_id: int, said: dict[str, Any], at: int) -> str:
    """SHA-256 of what was said, by whom, when and where; the same message gives the same digest."""
    whole = json.dumps([group_id, said["name"], at, said["kind"], said["text"]], ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def said_of(message: Message) -> dict[str, Any]:
    """A message as a file keeps it."""
    return {
        "id": message.pk,
        "at": message.sent_at,
        "name": message.identity.shown or message.identity.person.name,
        "text": message.text,
        "kind": KINDS[message.kind],
    }


def _around(group: Group, message: Message, *, before: bool) -> list[dict[str, Any]]:
    """The nearest messages on one side, in time order."""
    rows = Message.objects.filter(group=group).select_related("identity__person")
    if before:
        rows = rows.filter(sent_at__lte=message.sent_at).exclude(sent_at=message.sent_at, pk__gte=message.pk)
        return [said_of(row) for row in rows.order_by("-sent_at", "-pk")[:AROUND]][::-1]
    rows = rows.filter(sent_at__gte=message.sent_at).exclude(sent_at=message.sent_at, pk__lte=message.pk)
    return [said_of(row) for row in rows.order_by("sent_at", "pk")[:AROUND]]


def _opened(row: Incident) -> NewFact:
    return NewFact(
        facts.OPENED,
        group_id=row.group_id,
        person_id=row.person_id,
        subject=f"message:{row.message_id}",
        at=row.at,
        data={"rule": row.rule.get("text", "")},
    )


@transaction.atomic
def _complete(group: Group) -> None:
    """What was said after an incident may come with the next import."""
    since = (group.heard_until or 0) - 14 * clock.DAY
    rows = Incident.objects.filter(group=group, at__gte=since, state=State.STANDING, message_id__isnull=False)
    short = [row for row in rows if len(row.after) < AROUND]
    messages = {m.pk: m for m in Message.objects.filter(pk__in=[row.message_id for row in short if row.message_id])}
    for row in short:
        message = messages.get(row.message_id or 0)
        after = _around(group, message, before=False) if message else row.after
        if len(after) > len(row.after):
            Incident.objects.filter(pk=row.pk).update(after=after)


@transaction.atomic
def _void_what_fell(group: Group) -> None:
    """Incidents whose judgement no longer stands do not count; their steps are taken back."""
    rows = Incident.objects.filter(group=group, state=State.STANDING, verdict_id__isnull=False)
    states = dict(
        StoredVerdict.objects.filter(pk__in=[row.verdict_id for row in rows]).values_list("pk", "state")
    )  # fmt: skip
    for row in rows:
        state = states.get(row.verdict_id or 0)
        if state == StoredVerdict.State.OVERTURNED:
            end(row, State.OVERTURNED, OVERTURNED)
        elif state != StoredVerdict.State.STANDING:
            end(row, State.VOID, GONE)
            _drop_words(row)


def _drop_words(incident: Incident) -> None:
    """A message goes with the last import that brought it; so does its copy in the file."""
    if not Message.objects.filter(pk=incident.message_id or 0).exists():
        Incident.objects.filter(pk=incident.pk).update(said={}, before=[], after=[])


when_ended: list[Callable[[Incident], None]] = []  # the verbs of appeals know this module, not the other way round


@transaction.atomic
def end(incident: Incident, state: str, reason: str) -> None:
    """An incident no longer counts, and what answered it is taken back. Nothing is deleted."""
    changed = Incident.objects.filter(pk=incident.pk, state=State.STANDING).update(
        state=state, ended_reason=reason[:300]
    )
    if not changed:
        return
    incident.refresh_from_db()
    mending.call_off(incident, acting.CLEARED)
    for hook in when_ended:
        hook(incident)
    told = list(TakenStep.objects.filter(incident=incident, state=TakenStep.State.PROVEN))
    if state == State.OVERTURNED:
        for taken in told:
            mending.apologise(incident, taken)
    TakenStep.objects.filter(incident=incident, state__in=queries.LIVE).update(state=TakenStep.State.VOID)
    if (heir := copying.heir_of(incident)) is not None:
        acting.again(heir)
    journal.record(
        incident.workspace_id,
        NewFact(
            facts.ENDED,
            group_id=incident.group_id,
            person_id=incident.person_id,
            subject=f"incident:{incident.pk}",
            data={"reason": reason},
        ),
    )
