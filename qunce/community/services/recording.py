"""``record_messages``: typed records in, messages, roster facts and sums out, in one transaction a batch.

The hot path of every import. Raw executemany on messages and sums, the ORM for what is rare (people, facts).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from struct import Struct
from typing import Any, get_args

from django.db import connection, transaction

from qunce.base.tenancy.models import Workspace
from qunce.community.activity import services as activity
from qunce.community.blanking import Blanker
from qunce.community.locks import lock_group
from qunce.community.models import Group, Message, Source
from qunce.community.services import roster
from qunce.community.services.identities import Known, Resolver
from qunce.kernel import clock
from qunce.kernel.names import shown_name
from qunce.kernel.records import MessageKind, MessageRecord, Name, RosterRecord
from qunce.kernel.text import valid_speech

KINDS: tuple[str, ...] = get_args(MessageKind)
KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}
TEXT, SYSTEM = KIND_CODE["text"], KIND_CODE["system"]
# Kinds whose words are the same in every dialect; of the others only the kind counts for telling duplicates.
_WORDED = {KIND_CODE[k] for k in ("text", "system", "announcement", "chain", "recalled")}
MAX_TEXT = 20_000
REMEMBERED = 5_000
QUOTED_CHARS = 200
QUOTED_WITHIN = 14 * clock.DAY  # an older message is not looked for
_MENTION = re.compile(r"[@＠]([^\s\u2005@＠]{1,60})")

_INSERT = (
    "INSERT INTO community_message (workspace_id, group_id, identity_id, sent_at, kind, text, quote, external_id,"
    " source_id, key) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)

_Row = tuple[Known, int, int, str, str, str, int]  # who, at, kind, text, quote, external id, key


@dataclass(slots=True)
class Recorded:
    """What came of a batch."""

    messages: int = 0
    duplicates: int = 0
    roster: int = 0
    skipped: list[tuple[int, str, str]] = field(default_factory=list)  # row, raw, reason msgid
    first_new_at: int | None = None


class Recorder:
    """Takes the records of one source into one group, batch after batch.

    ``state`` is what must outlive a killed worker: give it back as ``resume`` with the batch that follows.
    """

    def __init__(
        self,
        workspace: Workspace,
        group: Group,
        source: Source,
        own_name: str = "",
        resume: dict[str, Any] | None = None,
    ) -> None:
        self.workspace, self.group, self.source = workspace, group, source
        self.resolver = Resolver(workspace, group.pk, own_name)
        self.roster = roster.Roster(workspace, group, self.resolver)
        self._said: dict[str, tuple[str, str]] = {}  # by external id: who said what, the last thousands
        self._slots: dict[int, tuple[int, int]] = {}
        self._minute: int = (resume or {}).get("minute", -1)
        self._seen: Counter[int] = Counter({int(k): v for k, v in (resume or {}).get("seen", {}).items()})

    @property
    def state(self) -> dict[str, Any]:
        return {"minute": self._minute, "seen": {str(k): v for k, v in self._seen.items()}}

    def record(self, records: Sequence[MessageRecord | RosterRecord]) -> Recorded:
        """Store what is new. Must run inside the caller's transaction; raises nothing for odd input."""
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("record() belongs in the caller's transaction")
        lock_group(self.group.pk)
        out = Recorded()
        rows, roster_rows = self._rows(records, out)
        fresh = self._without_known(rows, out)
        if fresh:
            with connection.cursor() as cursor:
                ids, source = (self.workspace.pk, self.group.pk), self.source.pk
                cursor.executemany(
                    _INSERT,
                    [
                        (*ids, known[0], at, kind, text, quote, external, source, key)
                        for known, at, kind, text, quote, external, key in fresh
                    ],
                )
            self._sum(fresh)
            out.messages = len(fresh)
            out.first_new_at = min(row[1] for row in fresh)
        new_keys = {row[6] for row in fresh}
        events = [(record, key, known) for record, key, known in roster_rows if key in new_keys]
        if events:
            out.roster = roster.apply(self.roster, events)
        return out

    def _rows(
        self, records: Sequence[MessageRecord | RosterRecord], out: Recorded
    ) -> tuple[list[_Row], list[tuple[RosterRecord, int, Known]]]:
        rows: list[_Row] = []
        roster_rows: list[tuple[RosterRecord, int, Known]] = []
        resolve, erased = self.resolver.resolve, self.resolver.erased_people
        self.resolver.foresee(record.sender for record in records if isinstance(record, MessageRecord))
        for record in records:
            if isinstance(record, MessageRecord):
                kind, known = KIND_CODE[record.kind], resolve(record.sender)
                text, external = record.text[:MAX_TEXT], record.external_id[:80]
                quote = self._quote(record) if record.quote_text or record.reply_to else ""
            else:
                kind, known = (
                    SYSTEM,
                    resolve(record.actor or (record.targets[0] if record.targets else _SYSTEM_NAME)),
                )
                quote, text, external = "", record.text[:MAX_TEXT], ""
            if known[1] in erased:
                continue
            key = self._key(known[2], record.at, kind, text)
            if erased:
                text, quote = self._without_erased(record, text, quote)
            if external:
                self._remember(external, record, text)
            rows.append((known, record.at, kind, text, quote, external, key))
            if kind == SYSTEM and isinstance(record, RosterRecord):
                if record.event == "member_renamed" and record.targets and record.extra.strip():
                    # Here and not with the other roster facts: what follows is said under the new name.
                    self.resolver.rename(resolve(record.targets[0]), record.extra)
                roster_rows.append((record, key, known))
        return rows, roster_rows

    def _quote(self, record: MessageRecord) -> str:
        """Whom and what a message quotes, "name\\ntext". Some exports give only the id of what is quoted."""
        if record.quote_text:
            return f"{record.quote_name}\n{record.quote_text}"[:2000]
        found = self._said.get(record.reply_to[:80]) or self._stored_words(record)
        return f"{found[0]}\n{found[1]}" if found else ""

    def _remember(self, external: str, record: MessageRecord | RosterRecord, text: str) -> None:
        if isinstance(record, MessageRecord):
            self._said[external] = shown_name(record.sender.shown), text[:QUOTED_CHARS]
            if len(self._said) > REMEMBERED:
                del self._said[next(iter(self._said))]

    def _stored_words(self, record: MessageRecord) -> tuple[str, str] | None:
        near = {"sent_at__gte": record.at - QUOTED_WITHIN, "sent_at__lte": record.at + 60}
        rows = Message.objects.filter(group_id=self.group.pk, external_id=record.reply_to[:80], **near)
        found = rows.values_list("identity__shown", "text").first()
        return None if found is None else (found[0], found[1][:QUOTED_CHARS])

    def _without_erased(self, record: MessageRecord | RosterRecord, text: str, quote: str) -> tuple[str, str]:
        """The words without the names of people erased here: a newer export still knows them."""
        named = [quote.partition("\n")[0]] if isinstance(record, MessageRecord) else [t.shown for t in record.targets]
        named += _MENTION.findall(text + quote)
        gone = [name for name in named if name.strip() and self.resolver.is_erased(name)]
        if not gone:
            return text, quote
        blanker = Blanker(gone)
        kept = blanker.mentions(text) if isinstance(record, MessageRecord) else blanker.everywhere(text)
        return kept, blanker.quote(quote)

    def _key(self, origin: int, at: int, kind: int, text: str) -> int:
        """The number that names this message in its group whatever the dialect (see models.Message)."""
        minute = at // 60
        if minute != self._minute:
            self._minute = minute
            self._seen.clear()
        words = text.strip() if kind in _WORDED else ""
        base = _hash(f"{origin}|{minute}|{kind}|{words}")
        nth = self._seen.get(base, 0)
        self._seen[base] = nth + 1
        return _dated(at, base if nth == 0 else _hash(f"{base}|{nth}"))

    def _without_known(self, rows: list[_Row], out: Recorded) -> list[_Row]:
        if not rows:
            return []
        heard = self.group.heard_from, self.group.heard_until
        first, last = min(row[1] for row in rows), max(row[1] for row in rows)
        if heard[0] is None or heard[1] is None or last < heard[0] - 60 or first > heard[1] + 60:
            known: dict[int, tuple[int, int]] = {}
        else:
            known = self._stored([row[6] for row in rows])
        fresh: list[_Row] = []
        also: list[tuple[int, int]] = []
        mine = set()
        for row in rows:
            key = row[6]
            if key in known:
                message_id, source_id = known[key]
                if source_id != self.source.pk:
                    also.append((message_id, self.source.pk))
                out.duplicates += 1
            elif key in mine:
                out.duplicates += 1
            else:
                mine.add(key)
                fresh.append(row)
        if also:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO community_messagesource (message_id, source_id) VALUES (%s, %s)"
                    " ON CONFLICT DO NOTHING",
                    also,
                )
        return fresh

    def _stored(self, keys: list[int]) -> dict[int, tuple[int, int]]:
        found: dict[int, tuple[int, int]] = {}
        with connection.cursor() as cursor:
            for start in range(0, len(keys), 500):
                part = keys[start : start + 500]
                places = ",".join(["%s"] * len(part))
                cursor.execute(
                    "SELECT key, id, source_id FROM community_message"  # noqa: S608 - placeholders only
                    f" WHERE group_id = %s AND key IN ({places})",
                    [self.group.pk, *part],
                )
                found.update((key, (pk, source)) for key, pk, source in cursor.fetchall())
        return found

    def _slot(self, at: int) -> tuple[int, int]:
        """Local day number and hour of a moment, remembered by the quarter: no zone is off by less."""
        slot = self._slots.get(at // 900)
        if slot is None:
            delta = clock.local(at, self.workspace.zone).utcoffset()
            seconds = at + (int(delta.total_seconds()) if delta else 0)
            slot = self._slots[at // 900] = seconds // clock.DAY, seconds % clock.DAY // 3600
        return slot

    def _sum(self, fresh: list[_Row]) -> None:
        slot_of = self._slot
        heads: dict[tuple[int, int], list[int]] = {}  # person, day → messages, valid ones
        slots: Counter[tuple[int, int]] = Counter()
        people: dict[int, list[int]] = {}  # messages, first, last
        for known, at, kind, text, _, _, _ in fresh:
            if kind == SYSTEM:
                continue
            slot, person = slot_of(at), known[1]
            slots[slot] += 1
            head = heads.setdefault((person, slot[0]), [0, 0])
            head[0] += 1
            if kind == TEXT and valid_speech(text):
                head[1] += 1
            mine = people.setdefault(person, [0, at, at])
            mine[0] += 1
            if at < mine[1]:
                mine[1] = at
            elif at > mine[2]:
                mine[2] = at
        activity.add(*self._sums(heads, slots))
        self._count(fresh, people)

    def _sums(
        self, heads: dict[tuple[int, int], list[int]], slots: Mapping[tuple[int, int], int]
    ) -> tuple[dict[activity.MemberKey, int], Counter[activity.GroupKey]]:
        group_id = self.group.pk
        member: dict[activity.MemberKey, int] = {}
        for (person, day), (messages, valid) in heads.items():
            member[group_id, person, day, "messages"] = messages
            member[group_id, person, day, "valid"] = valid
        group: Counter[activity.GroupKey] = Counter()
        for (day, hour), count in slots.items():
            group[group_id, day, "messages"] += count
            group[group_id, day, HOURS[hour]] = count
        return member, group

    def _count(self, fresh: list[_Row], people: dict[int, list[int]]) -> None:
        """Bring the counters on membership, person and group up to date."""
        group_id, workspace_id = self.group.pk, self.workspace.pk
        spoke = sorted(people.items())
        with connection.cursor() as cursor:
            cursor.executemany(_SPOKE, [(workspace_id, group_id, p, n, first, last) for p, (n, first, last) in spoke])
            cursor.executemany(_PERSON, [(n, last, last, p) for p, (n, first, last) in spoke])
        ats = [row[1] for row in fresh]
        talked = sum(n for n, _, _ in people.values())
        roster.widen(self.group, min(ats), max(ats), talked)


HOURS = tuple(f"h{hour:02d}" for hour in range(24))
_SYSTEM_NAME = Name("\u200bsystem", id="qunce:system")
_SPOKE = (
    "INSERT INTO community_membership (workspace_id, group_id, person_id, role, nickname, join_scene, removed,"
    " in_roster, message_count, first_spoke_at, last_spoke_at)"
    " VALUES (%s, %s, %s, 'member', '', '', false, false, %s, %s, %s)"
    " ON CONFLICT (group_id, person_id) DO UPDATE SET"
    " message_count = community_membership.message_count + excluded.message_count,"
    " first_spoke_at = CASE WHEN community_membership.first_spoke_at IS NULL"
    "   OR community_membership.first_spoke_at > excluded.first_spoke_at"
    "   THEN excluded.first_spoke_at ELSE community_membership.first_spoke_at END,"
    " last_spoke_at = CASE WHEN community_membership.last_spoke_at IS NULL"
    "   OR community_membership.last_spoke_at < excluded.last_spoke_at"
    "   THEN excluded.last_spoke_at ELSE community_membership.last_spoke_at END"
)
_PERSON = (
    "UPDATE community_person SET message_count = message_count + %s,"
    " last_spoke_at = CASE WHEN last_spoke_at IS NULL OR last_spoke_at < %s THEN %s ELSE last_spoke_at END"
    " WHERE id = %s"
)


_unpack = Struct(">q").unpack
HASH_BITS = 46
_HASH_MASK = (1 << HASH_BITS) - 1
_LAST_DAY = (1 << 63 - HASH_BITS) - 1


def _hash(text: str) -> int:
    number: int = _unpack(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())[0]
    return number


def _dated(at: int, number: int) -> int:
    """The UTC day before the hash: what is said one after the other then lies side by side in the index."""
    return min(max(at // clock.DAY, 0), _LAST_DAY) << HASH_BITS | number & _HASH_MASK
