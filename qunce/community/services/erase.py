"""Erasing a person: what they said and what we know of them goes; that something happened stays (design §4.9)."""

from django.db import transaction
from django.db.models import Q

from qunce.base.journal import services as journal
from qunce.base.journal.models import Fact
from qunce.base.journal.services import NewFact
from qunce.base.verdicts import services as verdicts
from qunce.base.worklist import services as worklist
from qunce.community.models import Identity, Membership, Message, NicknameSpan, Person, PersonTag
from qunce.community.registry import erasers
from qunce.community.services.recording import SYSTEM
from qunce.kernel import clock
from qunce.kernel.i18n import N_

ERASED = N_("The person was erased.")
_CHUNK = 500


@transaction.atomic
def erase_person(person: Person) -> int:
    """Blank everything about a person, in this workspace. Cannot be undone. Returns how many messages were blanked.

    Messages keep their place and time with no words, so that sums stay right; the person's entries keep their ids
    under a hashed name, so that the same export imported again finds them erased and brings nothing back.
    """
    entries = [person.pk, *Person.objects.filter(merged_into=person).values_list("id", flat=True)]
    identities = list(Identity.objects.filter(person_id__in=entries).values_list("id", flat=True))
    messages = list(Message.objects.filter(identity_id__in=identities).values_list("id", flat=True))
    for start in range(0, len(messages), _CHUNK):
        part = messages[start : start + _CHUNK]
        gone = verdicts.withdraw_subjects(person.workspace_id, [f"message:{pk}" for pk in part], ERASED)
        worklist.withdraw_by_verdicts(person.workspace_id, gone, ERASED)
        Message.objects.filter(pk__in=part).update(text="", quote="", external_id="")
    verdicts.erase_person(person.workspace_id, entries, ERASED)
    worklist.erase_person(person.workspace_id, entries, ERASED)
    names = _names(entries)
    for eraser in erasers:
        eraser(person.workspace_id, names, messages)
    _blank_mentions(entries, names)
    for identity in Identity.objects.filter(pk__in=identities):
        identity.value, identity.shown = person.workspace.pseudonym(f"{identity.kind}:{identity.value}"), ""
        identity.save(update_fields=["value", "shown"])
    Membership.objects.filter(person_id__in=entries).update(nickname="")
    NicknameSpan.objects.filter(membership__person_id__in=entries).delete()
    PersonTag.objects.filter(person_id__in=entries).delete()
    Person.objects.filter(pk__in=entries).update(
        name="", search="", member_id="", phone="", note="", spent_fen=None, orders=None, last_order_at=None,
        erased_at=clock.timestamp(),
    )  # fmt: skip
    for entry in entries:
        journal.redact(person.workspace_id, entry)
    journal.record(person.workspace_id, NewFact("community.person_erased", subject=f"person:{person.pk}"))
    return len(messages)


def _names(entries: list[int]) -> list[str]:
    """Everything the person was called, longest first, so that a name inside a longer one does not spoil it."""
    names = set(Person.objects.filter(pk__in=entries).values_list("name", flat=True))
    names |= set(Identity.objects.filter(person_id__in=entries).values_list("shown", flat=True))
    names |= set(Membership.objects.filter(person_id__in=entries).values_list("nickname", flat=True))
    names |= set(NicknameSpan.objects.filter(membership__person_id__in=entries).values_list("name", flat=True))
    return sorted((n for n in names if n.strip()), key=len, reverse=True)


def _blank_mentions(entries: list[int], names: list[str]) -> None:
    """Take the names out of what others said to them and of what the system said about them."""
    groups = list(Membership.objects.filter(person_id__in=entries).values_list("group_id", flat=True))
    for name in names:
        said = Message.objects.filter(group_id__in=groups).filter(
            Q(text__contains=f"@{name}") | Q(kind=SYSTEM, text__contains=name) | Q(quote__startswith=f"{name}\n")
        )
        for pk, kind, text, quote in list(said.values_list("id", "kind", "text", "quote")):
            kept = text.replace(name, BLANK) if kind == SYSTEM else text.replace(f"@{name}", f"@{BLANK}")
            Message.objects.filter(pk=pk).update(text=kept, quote="" if quote.startswith(f"{name}\n") else quote)
        for fact in Fact.objects.filter(group_id__in=groups, data__inviter=name):
            fact.data = {**fact.data, "inviter": ""}
            fact.save(update_fields=["data"])


BLANK = "▇"
