"""Groups, people and what they said.

People are known by identities: a wxid, an openid, a name seen in one group. Messages point at the identity that
spoke, so merging and splitting people moves identities and leaves messages where they are.
"""

from django.db import models
from django.db.models import Q

from qunce.base.tenancy.models import Scoped


class Source(Scoped):
    """What brought rows here: an import, a paste, a callback stream. Undoing it takes its rows with it.

    precision  seconds: the coarsest that any of its times is exact to (1, 60: the minute, 86400: the day only)
    """

    kind = models.CharField(max_length=20)  # import, paste, sandbox, wecom
    label = models.CharField(max_length=200)
    dialect = models.CharField(max_length=40, blank=True)
    created_at = models.BigIntegerField()
    undone_at = models.BigIntegerField(null=True)
    precision = models.IntegerField(default=1)

    def __str__(self) -> str:
        return self.label


class Group(Scoped):
    """A chat group. heard_from/heard_until: the span of talk we hold (epoch seconds, UTC)."""

    name = models.CharField(max_length=120)
    external_id = models.CharField(max_length=80, blank=True)
    search = models.CharField(max_length=400, blank=True)  # name, pinyin, initials; folded
    size = models.IntegerField(null=True)  # as told by a person or a roster; None: unknown
    size_at = models.BigIntegerField(null=True)
    roster_at = models.BigIntegerField(null=True)  # when a full roster was last taken
    heard_from = models.BigIntegerField(null=True)
    heard_until = models.BigIntegerField(null=True)
    message_count = models.BigIntegerField(default=0)
    people_seen = models.IntegerField(default=0)
    created_at = models.BigIntegerField()
    archived_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "archived_at", "-heard_until"], name="group_recent"),
            models.Index(fields=["workspace", "name"], name="group_by_name"),
            models.Index(fields=["workspace", "external_id"], name="group_by_external"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(Scoped):
    """Somebody in the groups. spent_fen and orders are None while purchases are unknown."""

    name = models.CharField(max_length=120)
    search = models.CharField(max_length=400, blank=True)
    is_staff = models.BooleanField(default=False)
    is_bot = models.BooleanField(default=False)
    member_id = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    spent_fen = models.BigIntegerField(null=True)
    orders = models.IntegerField(null=True)
    last_order_at = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    message_count = models.BigIntegerField(default=0)
    group_count = models.IntegerField(default=0)
    last_spoke_at = models.BigIntegerField(null=True)
    created_at = models.BigIntegerField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    erased_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "name"], name="person_by_name"),
            # All that lists and the palette ask of people, so that they read this index and not the rows.
            models.Index(
                fields=[
                    "workspace",
                    "-message_count",
                    "last_spoke_at",
                    "group_count",
                    "spent_fen",
                    "is_staff",
                    "search",
                    "merged_into",
                    "erased_at",
                ],
                name="person_listed",
            ),
            models.Index(fields=["workspace", "member_id"], name="person_by_member_id", condition=~Q(member_id="")),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(Scoped):
    """One way in which a source names a person.

    kind     "id" (wxid, openid, QQ number: unique in the workspace) or "name" (a name seen in one group)
    value    the id, or the folded name; shown is the name as last seen
    origin   the person this identity was born with: message keys are made from it, so that a file imported
             again after a merge still meets its own messages
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    origin_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=160)
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    shown = models.CharField(max_length=160, blank=True)
    created_at = models.BigIntegerField()

    class Meta:
        indexes = [
            # Who else bears this name: namesakes in several groups, customers matched by name.
            models.Index(fields=["workspace", "value", "person"], name="identity_namesakes", condition=Q(kind="name")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "value"], condition=Q(kind="id"), name="one_person_per_id"),
            models.UniqueConstraint(
                fields=["group", "value"], condition=Q(kind="name"), name="one_person_per_name_in_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Membership(Scoped):
    """A person in a group. Times are None while unknown; ``in_roster`` tells read from inferred."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, default="member")  # owner, admin, member
    nickname = models.CharField(max_length=160, blank=True)
    join_scene = models.CharField(max_length=10, blank=True)
    inviter = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    joined_at = models.BigIntegerField(null=True)
    left_at = models.BigIntegerField(null=True)
    removed = models.BooleanField(default=False)  # left_at by the staff's hand
    in_roster = models.BooleanField(default=False)
    first_spoke_at = models.BigIntegerField(null=True)
    last_spoke_at = models.BigIntegerField(null=True)
    message_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="one_membership")]
        indexes = [
            models.Index(fields=["group", "left_at", "-message_count"], name="membership_active"),
            models.Index(fields=["group", "left_at", "last_spoke_at"], name="membership_silent"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class NicknameSpan(Scoped):
    """What a member was called in a group, from when."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="nicknames")
    name = models.CharField(max_length=160)
    since = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["membership", "-since"], name="nickname_history")]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """One message, stored once. Kept narrow: ten million of these must stay quick.

    key       UTC day in the high 17 bits, below it 46 bits of a hash of (origin person, minute, kind, text, occurrence
              within that minute): the same message from two overlapping exports has the same key (minute, because
              dialects differ in precision), and an import writes to one place of the index instead of everywhere
    kind      index into records.MessageKind (0 = text)
    source    the import that first brought it; others are in MessageSource
    """

    workspace = models.ForeignKey("tenancy.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="+", db_index=False)
    sent_at = models.BigIntegerField()
    kind = models.SmallIntegerField(default=0)
    text = models.TextField()
    quote = models.TextField(blank=True)  # "name\n quoted text" where the source gives one
    reply_to = models.BigIntegerField(null=True)
    external_id = models.CharField(max_length=80, blank=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="message_once")]
        indexes = [
            models.Index(fields=["group", "sent_at"], name="message_by_group"),
            models.Index(fields=["identity", "sent_at"], name="message_by_identity"),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class MessageSource(models.Model):
    """A further import that brought the same message; written only for overlaps."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="also_from")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "source"], name="message_source_once")]

    def __str__(self) -> str:
        return f"{self.message_id} also from {self.source_id}"


class Tag(Scoped):
    """A word staff put on people, in one of three families (F3)."""

    class Family(models.TextChoices):
        BEHAVIOUR = "behaviour"
        GROWTH = "growth"
        ATTRIBUTE = "attribute"

    name = models.CharField(max_length=40)
    family = models.CharField(max_length=10, choices=Family.choices, default=Family.ATTRIBUTE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_tag_per_name")]

    def __str__(self) -> str:
        return self.name


class PersonTag(models.Model):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tags")
    at = models.BigIntegerField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "person"], name="tagged_once")]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.person_id}"


class NotOnePerson(Scoped):
    """Staff looked at the bearers of a name (folded) and said that they are different people."""

    value = models.CharField(max_length=160)
    at = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "value"], name="told_apart_once")]

    def __str__(self) -> str:
        return self.value


class SavedView(Scoped):
    """A saved filter over groups or people: a view, and for people also a segment."""

    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=10)  # "groups" or "people"
    params = models.JSONField(default=dict)
    staff_id = models.BigIntegerField(null=True)  # None: shared with the workspace
    created_at = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name
