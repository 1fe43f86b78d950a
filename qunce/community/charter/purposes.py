"""Why groups exist: the built-in table of purposes (A2, A5, A6, A20, A21).

Data, not code: no policy asks "which purpose is this?", it multiplies measures with these weights.
A workspace edits its own copy (``changed``). Terms are what a charter of that purpose says until
a template or the group says otherwise; texts are msgids, shown through gettext.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qunce.community.charter.types import ALL_WEEK_9_TO_21, ActivityFloor, LadderTerms, Rule, ServiceHours, Spans
from qunce.kernel.i18n import N_
from qunce.kernel.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterTerms:
    """What one layer (purpose, template, the group itself) says; None inherits from the layer below.

    ``rules=()`` means "no rules here", ``floor=ActivityFloor()`` "no floor here", ``mute_hours=()`` "none here".
    """

    purpose: str | None = None
    theme: str | None = None
    audience: str | None = None
    value_proposition: str | None = None
    service_hours: ServiceHours | None = None
    reply_limit_minutes: int | None = None
    rules: tuple[Rule, ...] | None = None
    nickname_format: str | None = None
    floor: ActivityFloor | None = None
    size_cap: int | None = None
    silent_days: int | None = None
    life_days: int | None = None
    mute_hours: Spans | None = None
    topic_scope: str | None = None
    side_group: str | None = None
    ladder: LadderTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One row of the table.

    name, about  msgids; about says in one sentence what such a group is for
    weights      measure -> points (see EffectiveCharter)
    examples     term -> msgid of an example to put into the empty field, never a default
    """

    key: str
    name: str
    about: str
    weights: Mapping[str, float]
    terms: CharterTerms
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterTemplate:
    """A template offered ready-made, on top of its purpose."""

    key: str
    name: str
    terms: CharterTerms


@dataclass(frozen=True, slots=True)
class Measure:
    """What a purpose may weigh. name and about are msgids; about says when a member gets how much of the points."""

    name: str
    about: str


# The room that computes a measure registers it.
MEASURES: Registry[Measure] = Registry("measures of a member's worth")
for _key, _name, _about in (
    (
        "spoke",
        N_("talking"),
        N_("Half of the points for ten messages, more for more. They halve with each further spell of silence."),
    ),
    (
        "helped",
        N_("helping others"),
        N_("Answers that the asker thanked for or took, in 90 days: half of the points for two of them."),
    ),
    ("asked", N_("asking"), N_("Questions asked here in 90 days: half of the points for two of them.")),
    (
        "bought",
        N_("buying"),
        N_("Orders in the customer list: two thirds of the points for the first. Unknown purchases stay open."),
    ),
    (
        "brought",
        N_("bringing people"),
        N_("People they invited who are still here: half of the points for the first."),
    ),
    (
        "sample",
        N_("being part of the sample"),
        N_("Everybody in the group gets all of it: who is here says something, talking or not."),
    ),
    (
        "reads",
        N_("reading along"),
        N_("Everybody in the group gets all of it: silent reading is what the group is for."),
    ),
    (
        "unbought",
        N_("long here without ever buying"),
        N_("Grows from nothing on the first day to all of it on the 90th, where the customer list names no order."),
    ),
):
    MEASURES.register(_key, Measure(_name, _about))

REMIND_THEN_LEAVE = N_(
    "The first time we privately ask you to recall it. If it happens again, we say in the group how"
    " often and where, and ask you to leave."
)
ADVERT = Rule("advert", N_("Please post no adverts, recruiting or sales of your own."), REMIND_THEN_LEAVE)
CONTACT = Rule(
    "contact",
    N_("Please do not add members privately to sell something; if someone adds you for that, tell us."),
    REMIND_THEN_LEAVE,
)
LINK = Rule(
    "link",
    N_("Please ask an admin before posting a link to somewhere else."),
    N_("First we ask you to recall it; after two reminders we ask you to leave."),
)
FLOOD = Rule(
    "flood",
    N_("Please do not fill the screen: put what you want to say into a few messages."),
    N_("First a friendly reminder; if it goes on, please take it to the chat group or pause for today."),
    limit=8,
)
OFFTOPIC = Rule(
    "offtopic",
    N_("Please stay with the topic of this group; small talk is welcome elsewhere."),
    N_("First a friendly reminder; after the third one we ask you to leave."),
)
CONFIDENCE = Rule(
    "other",
    N_("What members tell here stays here: please pass on no screenshots."),
    N_("Whoever passes them on is named with the evidence and asked to leave."),
)
ADVICE = Rule(
    "other",
    N_("Please check other members' advice with an expert before you follow it."),
    N_("Advice that can do harm is recalled, with a note on what is right."),
)

_WORKDAYS_9_TO_18 = ServiceHours(shifts=(*(((540, 720), (810, 1080)),) * 5, (), ()), next_day=120)

LEAD_GEN = Purpose(
    key="lead_gen",
    name=N_("Lead-generation group"),
    about=N_("Meet new people and find out who could become a customer."),
    weights={
        "bought": 40,
        "brought": 40,
        "reads": 40,
        "asked": 30,
        "spoke": 20,
        "helped": 20,
        "unbought": -20,
    },
    terms=CharterTerms(
        reply_limit_minutes=30,
        rules=(ADVERT, LINK, FLOOD),
        nickname_format=N_("Company - Name"),
        floor=ActivityFloor(speaking_share=0.05),
        size_cap=200,
        silent_days=14,
    ),
    examples={"value_proposition": N_("A working-lunch deal every weekday at 10:30, for this group first.")},
)
SERVICE = Purpose(
    key="service",
    name=N_("Service group"),
    about=N_("Answer customers quickly; a quiet member is often a content one."),
    weights={
        "bought": 60,
        "reads": 50,
        "asked": 20,
        "helped": 20,
        "spoke": 10,
        "brought": 20,
        "unbought": -20,
    },
    terms=CharterTerms(
        reply_limit_minutes=15,
        rules=(ADVERT, CONTACT, FLOOD),
        nickname_format=N_("Name - Product"),
        floor=ActivityFloor(speaking_share=0.03),
        size_cap=100,
        silent_days=60,
    ),
    examples={"value_proposition": N_("Questions about use and repair, answered within 15 minutes.")},
)
SALES = Purpose(
    key="sales",
    name=N_("Sales group"),
    about=N_("Sell: members who buy or read the offers belong here, whether they talk or not."),
    weights={
        "bought": 60,
        "reads": 50,
        "brought": 40,
        "asked": 20,
        "helped": 20,
        "spoke": 10,
        "unbought": -40,
    },
    terms=CharterTerms(
        reply_limit_minutes=10,
        rules=(ADVERT, CONTACT, FLOOD),
        nickname_format=N_("Name - Building or floor"),
        floor=ActivityFloor(speaking_share=0.05),
        size_cap=200,
        silent_days=45,
    ),
    examples={"value_proposition": N_("Group price on three dishes a day, brought to your desk.")},
)
EXCHANGE = Purpose(
    key="exchange",
    name=N_("Exchange group"),
    about=N_("Members talk with and help each other; someone who only listens takes a seat."),
    weights={"spoke": 50, "helped": 50, "brought": 30, "asked": 20, "reads": 10},
    terms=CharterTerms(
        reply_limit_minutes=120,
        rules=(ADVERT, CONTACT, FLOOD),
        nickname_format=N_("City - Trade - Name"),
        floor=ActivityFloor(speaking_share=0.2, messages_per_day=10),
        size_cap=100,
        silent_days=30,
    ),
    examples={"value_proposition": N_("Founders who answer each other's questions openly, without adverts.")},
)
LEARNING = Purpose(
    key="learning",
    name=N_("Learning group"),
    about=N_("Keep at it together: lessons, check-ins, questions."),
    weights={"spoke": 40, "helped": 40, "asked": 30, "reads": 30, "bought": 20, "brought": 20},
    terms=CharterTerms(
        reply_limit_minutes=60,
        rules=(ADVERT, LINK, ADVICE),
        nickname_format=N_("City - Child's grade - Name"),
        floor=ActivityFloor(speaking_share=0.2, messages_per_day=5),
        size_cap=100,
        silent_days=14,
    ),
    examples={"value_proposition": N_("One lesson a day, a check-in, and a teacher who looks at it.")},
)
EVENT = Purpose(
    key="event",
    name=N_("Event group"),
    about=N_("Carry one event from sign-up to thanks; the group is dissolved afterwards."),
    weights={"reads": 60, "brought": 30, "bought": 20, "asked": 10, "spoke": 10, "helped": 10},
    terms=CharterTerms(
        reply_limit_minutes=15,
        rules=(ADVERT, CONTACT),
        nickname_format=N_("Name - Seat or session"),
        floor=ActivityFloor(speaking_share=0.1),
        size_cap=200,
        silent_days=14,
        life_days=14,
    ),
    examples={"value_proposition": N_("Time, place and changes of Saturday's event, and someone to ask.")},
)
SURVEY = Purpose(
    key="survey",
    name=N_("Survey group"),
    about=N_("Hear what users think about one subject; dissolved when the answers are in."),
    weights={"spoke": 50, "sample": 30, "asked": 20, "helped": 10},
    terms=CharterTerms(
        reply_limit_minutes=60,
        rules=(ADVERT, OFFTOPIC),
        nickname_format=N_("Name - Product"),
        floor=ActivityFloor(speaking_share=0.5),
        size_cap=100,
        silent_days=7,
        life_days=21,
    ),
    examples={"value_proposition": N_("Say what annoys you; we answer what becomes of it.")},
)
MEMBER_SAMPLE = Purpose(
    key="member_sample",
    name=N_("Member sample group"),
    about=N_("A sample of all users: new features first, problems heard at once. Who is in it matters."),
    weights={"sample": 50, "spoke": 30, "asked": 30, "helped": 20, "bought": 20, "reads": 10},
    terms=CharterTerms(
        reply_limit_minutes=60,
        rules=(ADVERT, OFFTOPIC, CONFIDENCE),
        nickname_format=N_("Name - Last four digits of the member ID"),
        floor=ActivityFloor(speaking_share=0.15),
        size_cap=100,
        silent_days=45,
    ),
    examples={"value_proposition": N_("You try what is new first, and the people who build it read along.")},
)
FLASH = Purpose(
    key="flash",
    name=N_("Flash-sale group"),
    about=N_("One sale in a few days, then the group ends."),
    weights={"reads": 60, "bought": 40, "brought": 30, "asked": 10, "spoke": 10},
    terms=CharterTerms(
        reply_limit_minutes=5,
        rules=(ADVERT, CONTACT),
        nickname_format=N_("Name - Pick-up place"),
        floor=ActivityFloor(speaking_share=0.05),
        size_cap=200,
        silent_days=7,
        life_days=7,
    ),
    examples={"value_proposition": N_("Three days, ten items, the lowest price of the season.")},
)
VIP = Purpose(
    key="vip",
    name=N_("VIP group"),
    about=N_("Invited by name and looked after in person; silence is a reason to call, not to part."),
    weights={"bought": 60, "reads": 30, "sample": 10, "helped": 20, "brought": 20, "spoke": 20, "asked": 10},
    terms=CharterTerms(
        reply_limit_minutes=10,
        rules=(ADVERT, CONTACT, CONFIDENCE),
        nickname_format=N_("Surname and form of address"),
        floor=ActivityFloor(speaking_share=0.1),
        size_cap=100,
        silent_days=30,
    ),
    examples={"value_proposition": N_("Your own adviser, lectures for members, answers within ten minutes.")},
)
B2B = Purpose(
    key="b2b",
    name=N_("Business customers' group"),
    about=N_("Long decisions: cases and trust first, orders later; nobody is judged by not having bought."),
    weights={"reads": 50, "asked": 40, "bought": 40, "brought": 30, "helped": 30, "spoke": 20, "sample": 10},
    terms=CharterTerms(
        service_hours=_WORKDAYS_9_TO_18,
        reply_limit_minutes=60,
        rules=(ADVERT, CONTACT, CONFIDENCE),
        nickname_format=N_("Company - Position - Name"),
        floor=ActivityFloor(speaking_share=0.05),
        size_cap=100,
        silent_days=60,
    ),
    examples={"value_proposition": N_("Ten worked cases from your trade a week, and engineers who answer.")},
)

PURPOSES: Registry[Purpose] = Registry("purposes")
for _purpose in (
    LEAD_GEN,
    SERVICE,
    SALES,
    EXCHANGE,
    LEARNING,
    EVENT,
    SURVEY,
    MEMBER_SAMPLE,
    FLASH,
    VIP,
    B2B,
):
    PURPOSES.register(_purpose.key, _purpose)

# A20: the ordinary groups as they are run, on top of a purpose.
STARTERS: tuple[StarterTemplate, ...] = (
    StarterTemplate(
        key="new_users",
        name=N_("New users' group"),
        terms=CharterTerms(purpose="service", reply_limit_minutes=10, silent_days=14),
    ),
    StarterTemplate(
        key="old_users",
        name=N_("Long-standing users' group"),
        terms=CharterTerms(purpose="member_sample", reply_limit_minutes=30, silent_days=60),
    ),
    # L1: 100 people until the group runs well, then 200.
    StarterTemplate(key="mature", name=N_("Mature group, up to 200"), terms=CharterTerms(size_cap=200)),
)

# What holds when neither a purpose nor anybody else says anything.
BASE = CharterTerms(
    service_hours=ALL_WEEK_9_TO_21,
    reply_limit_minutes=30,
    rules=(ADVERT, CONTACT, FLOOD),
    size_cap=100,
    silent_days=30,
)


def changed(
    purpose: Purpose,
    *,
    name: str | None = None,
    weights: Mapping[str, float] | None = None,
    terms: CharterTerms | None = None,
) -> Purpose:
    """The purpose as a workspace edited it: its own row over the built-in one.

    ``weights`` are laid over the built-in ones key by key (0 switches a measure off).
    """
    own = terms or CharterTerms()
    said = {term: value for term in purpose.terms.__slots__ if (value := getattr(own, term)) is not None}
    return replace(
        purpose,
        name=name or purpose.name,
        weights={**purpose.weights, **(weights or {})},
        terms=replace(purpose.terms, **said),
    )
