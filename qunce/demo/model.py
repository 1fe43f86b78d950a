"""The sample world as plain data: people, groups and what was said in them, with the truth beside it.

The truth (``Mark``) never reaches a file that is imported; only ``expected`` and the tests read it.
Times are epoch seconds UTC, money is 分.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.records import JoinScene, MessageKind, RosterEvent

Role = Literal["owner", "admin", "member"]

MarkKind = Literal[
    "question",  # ref = the question's id: somebody should answer
    "again",  # the same asker asks question ref once more
    "social",  # small talk in the shape of a question: either judgement is right
    "rhetorical",  # has the shape of a question and wants no answer
    "answer",  # ref = the question it answers
    "self",  # the asker answers the question ref
    "thanks",  # the asker accepts the answer to question ref
    "cluster",  # ref = which repeated question this is a wording of
    "breach",  # ref = rule kind, a dot, the way of writing, e.g. "advert.zero_width"
    "benign",  # looks like the breach ref and is none
    "promise",  # ref = key: a moment was promised
    "kept",  # ref = the promise it keeps
    "complaint",  # ref = which complaint
    "copied",  # ref = the complaint that this one takes up
    "apology",  # ref = the complaint that staff answers
    "topic",  # ref = key: starts what others follow
    "follows",  # ref = the topic
    "reminds",  # ref = rule kind: a member speaks kindly of the rule to whoever broke it
    "drift",  # ref = the subject with which the talk has left the charter's topic
    "story",  # ref = the seed story
]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is true of a line."""

    kind: MarkKind
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A human being of the world; may be in several groups."""

    key: str
    nickname: str
    wxid: str
    member_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Purchases:
    """What the customer list knows of a person in a group's business."""

    channel: str
    spent_fen: int
    orders: int
    last_order_at: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one group. ``weight`` is how much they join in unscripted talk, 0 = only as scripted."""

    person: Person
    shown: str
    role: Role
    staff: bool
    joined_at: int
    scene: JoinScene = "invited"
    inviter: str = ""
    weight: float = 0.0
    purchases: Purchases | None = None
    story: str = ""


@dataclass(frozen=True, slots=True)
class SystemEvent:
    """A sentence of the system: who did what to whom (person keys)."""

    event: RosterEvent
    actor: str
    targets: tuple[str, ...] = ()
    scene: JoinScene = ""
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One message or system sentence. ``uid`` is unique in the group, ``reply_to`` the uid quoted."""

    at: int
    uid: str
    who: str
    kind: MessageKind
    text: str
    reply_to: str = ""
    marks: tuple[Mark, ...] = ()
    event: SystemEvent | None = None

    def ref(self, kind: MarkKind) -> str | None:
        """The reference of the first mark of a kind, None where there is none."""
        return next((m.ref for m in self.marks if m.kind == kind), None)

    def refs(self, kind: MarkKind) -> list[str]:
        return [m.ref for m in self.marks if m.kind == kind]


@dataclass(frozen=True, slots=True)
class ChannelCost:
    """Direct cost of a channel (G3: purchase, advertising, shipping; no staff time), in 分."""

    channel: str
    purchase_fen: int
    advertising_fen: int
    shipping_fen: int

    @property
    def total_fen(self) -> int:
        return self.purchase_fen + self.advertising_fen + self.shipping_fen


@dataclass(frozen=True, slots=True)
class Group:
    """One group with everything that was heard in it, in order of time.

    members  who is in it at the end; gone: who spoke there once and was removed since
    """

    key: str
    name: str
    archetype: str
    dialect: str
    charter: EffectiveCharter
    members: Mapping[str, Member]
    me: str
    lines: tuple[Line, ...]
    channel_costs: tuple[ChannelCost, ...] = ()
    chat_id: str = ""
    gone: Mapping[str, Member] = field(default_factory=dict)

    @property
    def owner(self) -> Member:
        return next(m for m in self.members.values() if m.role == "owner")

    @property
    def staff(self) -> list[Member]:
        return [m for m in self.members.values() if m.staff]

    def shown(self, key: str) -> str:
        return self.member(key).shown

    def member(self, key: str) -> Member:
        """Somebody who is in the group, or was; raises KeyError."""
        return self.members.get(key) or self.gone[key]

    def messages(self) -> Iterator[Line]:
        """The lines that people wrote, without the system's."""
        return (line for line in self.lines if line.event is None)
