"""Keeping, withdrawing and overturning verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.base.tenancy.rows import upsert
from qunce.base.verdicts.models import StoredVerdict
from qunce.base.verdicts.registry import verdict_kinds
from qunce.kernel import clock
from qunce.kernel.verdict import Evidence, Verdict

State = StoredVerdict.State
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on its way into the store. ``at``: when the judged thing happened; rank: order among its kind."""

    verdict: Verdict
    at: int
    rank: float | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def key_of(verdict: Verdict) -> str:
    """The subject's key: type:ref, with @group where the same subject is judged in several groups."""
    kind, ref = verdict.subject
    scope = f"@{verdict.group_id}" if kind == "person" and verdict.group_id else ""
    return f"{kind}:{ref}{scope}"


def _row(workspace_id: int, judged: Judged) -> StoredVerdict:
    verdict = judged.verdict
    return StoredVerdict(
        workspace_id=workspace_id,
        kind=verdict_kinds.get(verdict.kind).key,
        key=key_of(verdict),
        subject_type=verdict.subject[0],
        subject_ref=str(verdict.subject[1]),
        group_id=verdict.group_id,
        person_id=verdict.person_id,
        decision=verdict.decision,
        reasons=[{"msgid": r.msgid, "params": dict(r.params)} for r in verdict.reasons],
        evidence=[_cited(e) for e in verdict.evidence],
        confidence=verdict.confidence,
        policy=verdict.policy,
        as_of=verdict.as_of,
        at=judged.at,
        rank=judged.rank,
        data=dict(judged.data),
    )


def _cited(evidence: Evidence) -> dict[str, Any]:
    """Evidence as it is stored: what says nothing is left out, a zero is kept."""
    said: dict[str, Any] = {"kind": evidence.kind, "ref": evidence.ref}
    if evidence.label:
        said["label"] = evidence.label
    if evidence.span is not None:
        said["span"] = evidence.span
    if evidence.value is not None:
        said["value"] = evidence.value
    if evidence.of is not None:
        said["of"] = evidence.of
    if evidence.approximate:
        said["approximate"] = True
    return said


_FRESH = [
    "decision",
    "reasons",
    "evidence",
    "confidence",
    "policy",
    "as_of",
    "at",
    "rank",
    "data",
    "group_id",
    "person_id",
]


def store(workspace_id: int, judged: Sequence[Judged]) -> None:
    """Keep verdicts, one per kind and subject; ``queries.ids_of`` finds them again.

    What a person overturned stays overturned as long as the judgement says the same as before.
    """
    for start in range(0, len(judged), _CHUNK):
        rows = {(row.kind, row.key): row for row in (_row(workspace_id, j) for j in judged[start : start + _CHUNK])}
        with transaction.atomic():
            _upsert(workspace_id, rows)


def _upsert(workspace_id: int, rows: dict[tuple[str, str], StoredVerdict]) -> None:
    overturned = StoredVerdict.objects.filter(
        workspace_id=workspace_id,
        kind__in={kind for kind, _ in rows},
        key__in=[key for _, key in rows],
        state=State.OVERTURNED,
    ).values_list("kind", "key", "decision")
    for kind, key, decision in overturned:
        if (row := rows.get((kind, key))) is not None and row.decision == decision:
            row.state = State.OVERTURNED
    upsert(rows.values(), unique=["workspace", "kind", "key"], update=[*_FRESH, "state"])


def withdraw(workspace_id: int, kind: str, keys: Iterable[str], reason: str) -> int:
    """Take verdicts back because what they rested on is gone; the rows stay, with the reason (a msgid)."""
    wanted = list(keys)
    count = 0
    for start in range(0, len(wanted), _CHUNK):
        count += StoredVerdict.objects.filter(
            workspace_id=workspace_id, kind=kind, key__in=wanted[start : start + _CHUNK], state=State.STANDING
        ).update(state=State.WITHDRAWN, withdrawn_reason=reason)
    return count


@transaction.atomic
def overturn(verdict: StoredVerdict, staff_id: int, reason: str) -> None:
    """A person says the judgement is wrong, and why. What followed from it is undone by the owner's handler."""
    if not reason.strip():
        raise ValueError("overturning needs a reason")
    changed = StoredVerdict.objects.filter(pk=verdict.pk, state=State.STANDING).update(
        state=State.OVERTURNED,
        overturned_by=staff_id,
        overturned_at=clock.timestamp(),
        overturn_reason=reason.strip()[:300],
    )
    if not changed:
        return
    verdict.refresh_from_db()
    _record(verdict, "verdicts.overturned", reason.strip()[:300])
    handler = verdict_kinds.get(verdict.kind).overturned
    if handler:
        handler(verdict)


@transaction.atomic
def restore(verdict: StoredVerdict) -> None:
    """Undo an overturning."""
    changed = StoredVerdict.objects.filter(pk=verdict.pk, state=State.OVERTURNED).update(
        state=State.STANDING, overturned_by=None, overturned_at=None, overturn_reason=""
    )
    if not changed:
        return
    verdict.refresh_from_db()
    _record(verdict, "verdicts.restored", "")
    handler = verdict_kinds.get(verdict.kind).restored
    if handler:
        handler(verdict)


def _record(verdict: StoredVerdict, fact_type: str, reason: str) -> None:
    journal.record(
        verdict.workspace_id,
        NewFact(
            fact_type,
            person_id=verdict.person_id,
            group_id=verdict.group_id,
            subject=f"verdict:{verdict.pk}",
            data={"kind": verdict.kind, "decision": verdict.decision, "reason": reason},
        ),
    )


def withdraw_subjects(workspace_id: int, keys: Sequence[str], reason: str) -> list[int]:
    """Take back every standing verdict about these subjects, of whatever kind. Returns their ids."""
    ids: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        found = StoredVerdict.objects.filter(
            workspace_id=workspace_id, key__in=keys[start : start + _CHUNK], state=State.STANDING
        )
        part = list(found.values_list("id", flat=True))
        StoredVerdict.objects.filter(pk__in=part).update(state=State.WITHDRAWN, withdrawn_reason=reason)
        ids.extend(part)
    return ids


def erase_person(workspace_id: int, person_ids: Sequence[int], reason: str) -> None:
    """Forget what was thought of people: reasons and evidence are blanked, the rows stay."""
    StoredVerdict.objects.filter(workspace_id=workspace_id, person_id__in=person_ids).update(
        reasons=[], evidence=[], overturn_reason="", state=State.WITHDRAWN, withdrawn_reason=reason
    )
