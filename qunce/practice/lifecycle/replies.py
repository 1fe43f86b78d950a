"""Exact links between messages: a quotation that names the message it answers, by its id or by its words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q

from qunce.community.models import Group, Message
from qunce.kernel.clock import DAY
from qunce.practice.lifecycle.policy.key_members import Reply

QUOTED_WITHIN = 7 * DAY  # an older message of the same words is another one
_PART = 500


class _Quoting(NamedTuple):
    pk: int
    by: int
    at: int
    to: int | None
    name: str
    words: str


_Target = tuple[int, int, int]  # message, person, moment
_Said = Mapping[tuple[str, str], Sequence[_Target]]


def replies(group: Group, since: int, until: int) -> Iterator[Reply]:
    """Every quotation in the span whose target is known, oldest first."""
    rows = Message.objects.filter(~Q(quote="") | Q(reply_to__isnull=False), group=group)
    rows = rows.filter(sent_at__gte=since, sent_at__lte=until).order_by("sent_at", "id")
    quoting = []
    for pk, by, at, to, quote in rows.values_list("id", "identity__person_id", "sent_at", "reply_to", "quote"):
        name, _line, words = quote.partition("\n")
        quoting.append(_Quoting(pk, by, at, to, name, words.strip()))
    by_id = _by_id([one.to for one in quoting if one.to])
    said = _by_words(group, quoting, since, until)
    for one in quoting:
        target = by_id.get(one.to) if one.to else _latest(said.get((one.name, one.words), ()), one)
        if target:
            yield Reply(one.pk, one.by, one.at, *target)


def _by_id(wanted: Sequence[int]) -> dict[int, _Target]:
    found: dict[int, _Target] = {}
    for start in range(0, len(wanted), _PART):
        rows = Message.objects.filter(pk__in=wanted[start : start + _PART])
        found.update({row[0]: row for row in rows.values_list("id", "identity__person_id", "sent_at")})
    return found


def _by_words(group: Group, quoting: Sequence[_Quoting], since: int, until: int) -> _Said:
    """(name, words) → the messages that say so, oldest first: one pass over the span, kept is only what is quoted."""
    wanted = {one.words for one in quoting if one.words and not one.to}
    found: dict[tuple[str, str], list[_Target]] = defaultdict(list)
    if not wanted:
        return found
    rows = Message.objects.filter(group=group, sent_at__gte=since - QUOTED_WITHIN, sent_at__lte=until)
    columns = ("id", "identity__person_id", "sent_at", "identity__shown", "text")
    for pk, person, at, name, text in rows.order_by("sent_at", "id").values_list(*columns).iterator(chunk_size=4000):
        if (words := text.strip()) in wanted:
            found[name, words].append((pk, person, at))
    return found


def _latest(said: Sequence[_Target], one: _Quoting) -> _Target | None:
    return next((t for t in reversed(said) if t[0] != one.pk and one.at - QUOTED_WITHIN <= t[2] <= one.at), None)
