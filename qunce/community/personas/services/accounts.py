"""Accounts and their duties."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from qunce.base.journal import services as journal
from qunce.base.journal.services import NewFact
from qunce.community.personas.models import Duty, Persona
from qunce.community.personas.policy import Post
from qunce.kernel import clock


class NameTakenError(ValueError):
    """Another account in use has this name."""


@dataclass(frozen=True, slots=True)
class PersonaTerms:
    """An account as a colleague describes it; the fields are those of ``models.Persona``."""

    name: str
    person_id: int | None = None
    picture: str = Persona.Picture.UNKNOWN
    tone: str = Persona.Tone.POLITE
    manner: str = ""
    moments: Sequence[Post] = ()


@dataclass(frozen=True, slots=True)
class DutyTerms:
    """A duty as a colleague describes it; the fields are those of ``models.Duty``."""

    role: str
    topics: Sequence[str] = ()
    group_ids: Sequence[int] = ()
    shifts: Sequence[Sequence[tuple[int, int]]] | None = None
    holders: Sequence[int] = ()


@transaction.atomic
def save(workspace_id: int, terms: PersonaTerms, persona: Persona | None = None) -> Persona:
    """A new account, or what changed of one. Raises NameTakenError."""
    row = persona or Persona(workspace_id=workspace_id, since=clock.timestamp())
    row.name, row.person_id = terms.name.strip(), terms.person_id
    row.picture, row.tone, row.manner = terms.picture, terms.tone, terms.manner.strip()
    row.moments = [{"weekday": p.weekday, "minute": p.minute, "idea": p.idea} for p in terms.moments]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTakenError(row.name) from error
    _tell(row, "personas.saved")
    return row


@transaction.atomic
def end(persona: Persona) -> None:
    """Take an account out of use; its duties stand still with it. Nothing is deleted."""
    if Persona.objects.filter(pk=persona.pk, ended_at=None).update(ended_at=clock.timestamp()):
        _tell(persona, "personas.ended")


@transaction.atomic
def resume(persona: Persona) -> None:
    """Put it into use again. Raises NameTakenError where another took the name meanwhile."""
    try:
        with transaction.atomic():
            changed = Persona.objects.filter(pk=persona.pk, ended_at__isnull=False).update(ended_at=None)
    except IntegrityError as error:
        raise NameTakenError(persona.name) from error
    if changed:
        _tell(persona, "personas.resumed")


@transaction.atomic
def save_duty(persona: Persona, terms: DutyTerms, duty: Duty | None = None) -> Duty:
    row = duty or Duty(workspace_id=persona.workspace_id, persona=persona)
    row.role, row.topics, row.group_ids = terms.role, list(dict.fromkeys(terms.topics)), sorted(set(terms.group_ids))
    row.shifts = None if terms.shifts is None else [[list(shift) for shift in day] for day in terms.shifts]
    row.holders = list(dict.fromkeys(terms.holders))
    row.save()
    _tell(persona, "personas.duty_saved")
    return row


@transaction.atomic
def remove_duty(duty: Duty) -> None:
    _tell(duty.persona, "personas.duty_removed")
    duty.delete()


def _tell(persona: Persona, fact: str) -> None:
    journal.record(persona.workspace_id, NewFact(fact, subject=f"persona:{persona.pk}", data={"persona": persona.name}))
