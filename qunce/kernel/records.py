"""What a connector yields and nothing else (design §2): typed, plain, picklable by msgspec.

A connector reads a file, a paste or a callback and yields these in source order. It resolves
nobody, stores nothing, judges nothing.
"""

from typing import Literal

import msgspec

MessageKind = Literal[
    "text", "image", "voice", "video", "file", "sticker", "link", "location", "card",
    "red_packet", "transfer", "pat", "call", "mini_program", "forward", "chain",
    "announcement", "system", "recalled", "other",
]  # fmt: skip

RosterEvent = Literal[
    "joined",  # targets came in; actor invited them or shared the code; scene says how
    "left",  # targets went away by themselves
    "removed",  # actor removed targets
    "group_renamed",  # actor gave the group the name in extra
    "member_renamed",  # target is called extra from now on
    "recalled",  # actor took back a message (targets[0] = whose, when not the actor's own)
    "announcement",  # actor announced extra
    "owner_changed",  # targets[0] is the owner now
    "stranger_notice",  # WeChat warns that actor is nobody's friend here
    "pat",
    "red_packet",
    "notice",  # any other system sentence, kept as text
    "template_unexpanded",  # the exporter left $username$ in place: counts for nothing
]

JoinScene = Literal["", "invited", "link", "code", "unknown"]


class Name(msgspec.Struct, frozen=True, array_like=True):
    """How the source names somebody. ``id`` is the platform's stable id (wxid, openid, ...) or "".

    self_ is True for the exporting account itself ("你", "我", IsSender=1, isSelf).
    """

    shown: str
    id: str = ""
    nickname: str = ""
    remark: str = ""
    group_nickname: str = ""
    self_: bool = False


class MessageRecord(msgspec.Struct, frozen=True, array_like=True, tag="m"):
    """One message. ``at`` is epoch seconds UTC; ``precision`` seconds (1, 60, 86400)."""

    row: int
    at: int
    sender: Name
    kind: MessageKind
    text: str
    precision: int = 1
    external_id: str = ""
    reply_to: str = ""  # external id of the message quoted
    quote_name: str = ""
    quote_text: str = ""
    talker: str = ""  # the group's name or id, where a file holds several


class RosterRecord(msgspec.Struct, frozen=True, array_like=True, tag="r"):
    """A sentence of the system that says who came, went, or was renamed. ``text`` is the original."""

    row: int
    at: int
    event: RosterEvent
    actor: Name | None
    targets: list[Name]
    text: str
    scene: JoinScene = ""
    extra: str = ""
    precision: int = 1
    talker: str = ""


class MemberRecord(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """A line of a roster or customer list. Money in 分; times epoch seconds or None."""

    row: int
    name: Name
    role: Literal["", "owner", "admin", "member"] = ""
    member_id: str = ""
    phone: str = ""
    joined_at: int | None = None
    scene: JoinScene = ""
    inviter: str = ""
    spent_fen: int | None = None
    orders: int | None = None
    last_order_at: int | None = None
    tags: list[str] = []
    talker: str = ""


class GroupRecord(msgspec.Struct, frozen=True, array_like=True, tag="g"):
    """What the file says of the group itself: its name, id, owner and how many it holds."""

    name: str = ""
    id: str = ""
    owner_id: str = ""
    size: int | None = None


class Problem(msgspec.Struct, frozen=True, array_like=True, tag="x"):
    """A row that could not be taken: the original, the reason and what to do, as msgids.

    raw is cut to 500 characters; ``params`` fill both sentences.
    """

    row: int
    raw: str
    reason: str
    suggestion: str
    params: dict[str, str] = {}


Record = MessageRecord | RosterRecord | MemberRecord | GroupRecord | Problem
