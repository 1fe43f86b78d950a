"""chatlog's list of groups: who is a member, also those who never spoke (platform F2, ``/chatroom``)."""

import re
from collections.abc import Iterator

from qunce.gateway.connectors.api import NO_MATCH, Match, Need, Options, Sample, dialects
from qunce.gateway.connectors.json_rows import BrokenJsonError, JsonStream, Object, text_of
from qunce.gateway.connectors.reasons import BROKEN_FILE, NO_NAME, problem
from qunce.gateway.connectors.source import Source
from qunce.gateway.connectors.talk import NameBook
from qunce.kernel.i18n import N_
from qunce.kernel.records import GroupRecord, MemberRecord, Problem, Record

_MARK = re.compile(r'\s*\{\s*"(?:items|total)"\s*:')


def _room(row: int, item: Object, names: NameBook, kept: frozenset[str]) -> Iterator[Record]:
    """The group and its members; ``row`` is the group's place in the list."""
    ident, owner = text_of(item.get("name")), text_of(item.get("owner"))
    shown = text_of(item.get("remark")) or text_of(item.get("nickName")) or ident
    if kept and kept.isdisjoint((ident, shown)):
        return
    users = item.get("users")
    members = [user for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    yield GroupRecord(name=shown, id=ident, owner_id=owner, size=len(members) or None)
    for user in members:
        wxid, group_nickname = text_of(user.get("userName")), text_of(user.get("displayName"))
        if not (wxid or group_nickname):
            yield problem(row, str(user), NO_NAME)
            continue
        name = names.full(group_nickname or wxid, wxid, group_nickname=group_nickname)
        yield MemberRecord(row, name, "owner" if wxid and wxid == owner else "", talker=shown)


class ChatlogRooms:
    """Registered as ``chatlog_rooms``. Rows are 1-based places of groups in the list."""

    key = "chatlog_rooms"
    label = N_("chatlog list of groups (JSON)")
    suffixes: tuple[str, ...] = (".json",)

    def sniff(self, sample: Sample) -> Match:
        if _MARK.match(sample.text) and '"users"' in sample.text and '"owner"' in sample.text:
            return Match(0.97, N_("groups with their owner and users"))
        return NO_MATCH

    def needs(self, sample: Sample) -> tuple[Need, ...]:
        return ()

    def parse(self, source: Source, options: Options) -> Iterator[Record]:
        stream, names = JsonStream(source), NameBook(options.self_name)
        kept = frozenset(options.talkers)
        try:
            for key in stream.members():
                if key != "items":
                    stream.skip()
                    continue
                for row, item in stream.elements():
                    if isinstance(item, Problem):
                        yield item
                    else:
                        yield from _room(row, item, names, kept)
        except BrokenJsonError:
            yield problem(1, stream.excerpt(), BROKEN_FILE)
        yield from source.damage_report()


dialects.register(ChatlogRooms.key, ChatlogRooms())
