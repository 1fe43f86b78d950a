"""Who thanks whom in so many words: a thank-you that quotes a message, or one that names somebody with an @ (C1, C6).

The asker's thanks that confirm an answer are in the answer book already and stay out of here.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from django.db.models import Q

from qunce.base.verdicts.models import StoredVerdict
from qunce.community import queries as community
from qunce.community.models import Identity, Message
from qunce.community.registry import Thanks
from qunce.kernel.clock import DAY
from qunce.practice.desk import acts
from qunce.practice.desk.policy.outcome import KIND, THANKS

MOST_WORDS = 60  # characters: a longer message is a story, its thanks a figure of speech
# "麻烦撤回一下，谢谢": the thanks are for what is asked, not for help that was given.
_IN_ADVANCE = re.compile(
    r"(?:麻烦|劳驾|拜托|烦请|请(?![客吃喝]))(?!您?你?[了啦]).{2,40}?(?:谢谢|感谢|多谢|谢啦|谢了)(?:您|你|大家|各位|配合)?\W*$"
    r"|[?？]\s*(?:谢谢|感谢|多谢|谢啦|谢了)(?:您|你|大家|各位)?\W*$"
)
_NAMED = re.compile(r"[@＠]([^@＠\s\u2005]{1,40})")
_PART = 500
_TEXT = 0


def is_thanks(text: str) -> bool:
    """Whether a message is a thank-you for somebody's help, not in advance, nor for a red packet or the company."""
    return len(text) <= MOST_WORDS and acts.thanks(text) and _IN_ADVANCE.search(text) is None


def thanks_in(group_id: int, since: int, until: int) -> Iterator[Thanks]:
    """The desk's book of thanks: exact ties only, oldest first; nobody thanks themselves."""
    tied = ~Q(quote="") | Q(reply_to__isnull=False) | Q(text__contains="@") | Q(text__contains="＠")
    rows = Message.objects.filter(tied, group_id=group_id, sent_at__gte=since, sent_at__lte=until, kind=_TEXT)
    columns = ("id", "identity__person_id", "sent_at", "text", "reply_to", "quote")
    counted = _confirming(group_id, since, until)
    said = [
        row
        for row in rows.order_by("sent_at", "id").values_list(*columns)
        if is_thanks(row[3]) and row[0] not in counted
    ]
    answered = community.senders([to for *_, to, _quote in said if to])
    named = _people(group_id, {name for *_, text, _to, quote in said for name in _names(text, quote)})
    for pk, by, at, text, to, quote in said:
        spoken_to = {answered[to]} if to in answered else {named[n] for n in _names(text, quote) if n in named}
        for person in sorted(spoken_to - {by}):
            yield Thanks(at, by, person, to if to in answered else pk, pk)


def _names(text: str, quote: str) -> list[str]:
    """Whom a line names: the one it quotes (the quotation's first line), else those with an @."""
    return [quote.partition("\n")[0]] if quote else _NAMED.findall(text)


def _confirming(group_id: int, since: int, until: int) -> set[int]:
    """The thanks that the verdicts on questions cite already."""
    rows = StoredVerdict.objects.filter(
        group_id=group_id, kind=KIND, state=StoredVerdict.State.STANDING, at__gte=since - DAY, at__lte=until
    ).values_list("evidence", flat=True)
    return {int(item["ref"]) for evidence in rows for item in evidence if item.get("label") == THANKS}


def _people(group_id: int, names: Collection[str]) -> dict[str, int]:
    """Name → person, where exactly one member of the group bears it."""
    found: dict[str, set[int]] = {}
    wanted = sorted(names)
    for start, end in pairwise([*range(0, len(wanted), _PART), len(wanted)]):
        rows = Identity.objects.filter(shown__in=wanted[start:end], person__memberships__group_id=group_id).values_list(
            "shown", "person_id"
        )
        for name, person in rows:
            found.setdefault(name, set()).add(person)
    return {name: next(iter(people)) for name, people in found.items() if len(people) == 1}
