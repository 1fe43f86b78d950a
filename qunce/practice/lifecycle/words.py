"""Ready-to-paste words for what the lifecycle asks a person to do (B9, B10, C6, I9, L6).

Polite, personal, never bulk-looking: several phrasings per situation, chosen by the person's id, so
that neighbours on the list read differently and the same person always reads the same. Each
function returns a msgid with its parameters; ``base.ui`` renders it. ``name`` is the nickname to be
put after the @, ``us`` the human name of the account that sends (C4), never "assistant"; "" when
that is not known yet.
"""

from collections.abc import Sequence

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Param, Reason

# By situation: what we know of the member decides what can be said without sounding like a list.
# The second tuple of a pair is for when it is not known who of us writes.
_WAKE_NEW = (
    (
        N_(
            "@%(name)s Hello, this is %(us)s. You have been with us in “%(group)s” for a while and we have"
            " not met yet. What would you like to find here?"
        ),
        N_(
            "@%(name)s Hello, %(us)s here. Nobody has introduced you to the group yet, sorry! A line about"
            " what you do is enough, and whatever you would like to ask."
        ),
        N_(
            "@%(name)s Good to have you in “%(group)s”. I am %(us)s; if you are looking for something here,"
            " just ask me, also in private."
        ),
    ),
    (
        N_("@%(name)s Hello! We have not met in “%(group)s” yet. What would you like to find here?"),
        N_("@%(name)s Good to have you in “%(group)s”. If you are looking for something, just ask."),
    ),
)
_WAKE_INVITED = (
    (
        N_(
            "@%(name)s Hello, this is %(us)s. %(inviter)s brought you to “%(group)s”, and I have not said"
            " hello yet. What did the two of you have in mind?"
        ),
        N_(
            "@%(name)s Hello, %(us)s here. Friends of %(inviter)s are welcome: is there something we can do"
            " for you in this group?"
        ),
    ),
    (N_("@%(name)s Hello! Friends of %(inviter)s are welcome. What can we do for you in this group?"),),
)
_WAKE_BACK = (
    (
        N_("@%(name)s It has been a while! This is %(us)s. How are things? We miss you in “%(group)s”."),
        N_(
            "@%(name)s Hello, %(us)s here. You used to bring good talk to “%(group)s”. Is there something"
            " you would like to hear more of?"
        ),
        N_("@%(name)s %(us)s here, just asking how you are. If something bothers you, please tell me."),
    ),
    (
        N_("@%(name)s It has been a while! How are things? We miss you in “%(group)s”."),
        N_("@%(name)s Just asking how you are. If something bothers you in the group, please tell us."),
    ),
)
_WAKE_TOPIC = (
    (
        N_(
            "@%(name)s Hello, this is %(us)s. Last time you talked about “%(topic)s”: how did it go? Others"
            " here would like to know, too."
        ),
        N_("@%(name)s %(us)s here. “%(topic)s” came to my mind, and so did you. How does it look today?"),
    ),
    (N_("@%(name)s Last time you talked about “%(topic)s”: how did it go?"),),
)
_THANK = (
    N_("@%(name)s Thank you for answering %(helped)s so patiently about “%(question)s”. It helped!"),
    N_("@%(name)s That was kind: %(helped)s had asked about “%(question)s”, and your answer settled it."),
    N_("@%(name)s Thank you! %(helped)s was stuck with “%(question)s”, and you took the time."),
)
_THANK_TOPIC = (
    N_(
        "@%(name)s Thank you for starting “%(topic)s”: %(people)s people joined in. May we come back to you"
        " for the next one?"
    ),
    N_("@%(name)s “%(topic)s” got %(people)s people talking. Thank you for bringing it up!"),
)
_THANK_HELP = (
    N_("@%(name)s Thank you for looking after the others here: %(people)s people got an answer from you."),
    N_("@%(name)s %(people)s people found help with you lately. That is what this group lives on, thank you!"),
)


def wake(person_id: int, name: str, group: str, us: str, *, spoke: bool, topic: str = "", inviter: str = "") -> Reason:
    """A first word to a silent member: by what they talked about, who brought them, or neither.

    topic    a few words of what they last talked about, "" when unknown
    inviter  the name of who brought them, used only for who never spoke
    """
    params: dict[str, Param] = {"name": name, "group": group, "us": us}
    pair: tuple[Sequence[str], Sequence[str]] = _WAKE_BACK if spoke else _WAKE_NEW
    if spoke and topic:
        pair, params = _WAKE_TOPIC, {**params, "topic": topic}
    elif inviter and not spoke:
        pair, params = _WAKE_INVITED, {**params, "inviter": inviter}
    return _pick(pair[0] if us else pair[1], person_id, params)


def thank(person_id: int, name: str, helped: str, question: str) -> Reason:
    """Thanks that name the concrete help: whom, and with what (``question`` cut to a few words)."""
    return _pick(_THANK, person_id, {"name": name, "helped": helped, "question": question})


def thank_topic(person_id: int, name: str, topic: str, people: int) -> Reason:
    """Thanks for a topic that others joined; only for evidence labelled "a topic others joined"."""
    return _pick(_THANK_TOPIC, person_id, {"name": name, "topic": topic, "people": people})


def thank_for_help(person_id: int, name: str, people: int) -> Reason:
    """Thanks for help whose question is not known: how many people got it."""
    return _pick(_THANK_HELP, person_id, {"name": name, "people": people})


def thank_report(name: str, group: str) -> Reason:
    """Thanks in private for a report that was upheld; says that nobody learns who told."""
    said = N_(
        "Hello %(name)s, thank you for telling us: we looked into it, and you were right. People like you keep"
        " “%(group)s” in order. Nobody else learns that it was you."
    )
    return Reason(said, {"name": name, "group": group})


def thank_reminder(name: str, group: str) -> Reason:
    """Thanks in private for a polite word about a rule: in the group it would shame whom it was said to."""
    said = N_(
        "Hello %(name)s, you put that so kindly when you spoke of the group's rules. Thank you for looking after"
        " “%(group)s” together with us."
    )
    return Reason(said, {"name": name, "group": group})


def invite_to_share(name: str, group: str, us: str, people: int) -> Reason:
    """Ask a KOL candidate to share at a set time (C6, C9). In private, no pressure."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s. %(people)s people in “%(group)s” turned to you lately. Would you"
            " like to share your experience there some evening, for twenty minutes? We prepare it with you,"
            " and if it does not suit you, that is fine too."
        ),
        N_(
            "Hello %(name)s! %(people)s people in “%(group)s” turned to you lately. Would you like to share"
            " your experience there some evening, for twenty minutes? We prepare it with you, and if it does"
            " not suit you, that is fine too."
        ),
    )
    return _signed(said, us, {"name": name, "group": group, "people": people})


def interview(name: str, group: str, us: str) -> Reason:
    """Ask a silent member in private what keeps them (B9, L7). Three short questions, free to decline."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s from “%(group)s”. You are here quietly, and that is fine. May I"
            " ask three short things, so that we do it better? 1. What made you join? 2. What do you look at"
            " most? 3. What is missing? One word each is plenty; no answer is fine, too."
        ),
        N_(
            "Hello %(name)s! You are in “%(group)s” quietly, and that is fine. May I ask three short things,"
            " so that we do it better? 1. What made you join? 2. What do you look at most? 3. What is"
            " missing? One word each is plenty; no answer is fine, too."
        ),
    )
    return _signed(said, us, {"name": name, "group": group})


def interview_after_leaving(name: str, group: str, us: str) -> Reason:
    """Ask somebody who left why (B10), once and without asking them back."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s. I saw that you left “%(group)s”, and that is all right. Was it"
            " not clear what the group is for, or did you not find what you were looking for? Your answer"
            " helps us."
        ),
        N_(
            "Hello %(name)s! I saw that you left “%(group)s”, and that is all right. Was it not clear what"
            " the group is for, or did you not find what you were looking for? Your answer helps us."
        ),
    )
    return _signed(said, us, {"name": name, "group": group})


def move(name: str, group: str, other: str, us: str) -> Reason:
    """Offer a group that suits a member better; leaving this one is their choice."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s. Besides “%(group)s” we have “%(other)s”, where customers get"
            " offers and answers first. I think it suits you better: shall I invite you? Stay here as long"
            " as you like."
        ),
        N_(
            "Hello %(name)s! Besides “%(group)s” we have “%(other)s”, where customers get offers and answers"
            " first. I think it suits you better: shall I invite you? Stay here as long as you like."
        ),
    )
    return _signed(said, us, {"name": name, "group": group, "other": other})


def last_call(name: str, group: str, us: str, day: str) -> Reason:
    """Before a renewal round: say so, and let one word be enough to stay. day: an ISO date."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s. On %(until_day)s we make room in “%(group)s” for people who are"
            " waiting. If you would like to stay, one word is enough and the seat is yours. If not, thank"
            " you for having been here; you are welcome back any time."
        ),
        N_(
            "Hello %(name)s! On %(until_day)s we make room in “%(group)s” for people who are waiting. If you"
            " would like to stay, one word is enough and the seat is yours. If not, thank you for having"
            " been here; you are welcome back any time."
        ),
    )
    return _signed(said, us, {"name": name, "group": group, "until_day": day})


def below_floor(group: str, silent: int, kept: int, candidates: int) -> Reason:
    """To the operators: a group is below its floor, what a renewal round would look like (L6).

    silent      members judged silent; kept: of these worth the seat; candidates: possible removals
    """
    said = N_(
        "“%(group)s” is below its activity floor. Proposal for a renewal round: 1. wake %(wake)s silent"
        " members in person (words are ready); 2. wait a week; 3. ask who stays silent what keeps them;"
        " 4. look at the %(candidates)s possible removals one by one; 5. invite as many new members at once."
        " %(kept)s silent members are worth the seat and stay."
    )
    params: dict[str, Param] = {"group": group, "candidates": candidates, "kept": kept}
    return Reason(said, {**params, "wake": max(0, silent - kept - candidates)})


def monthly_thanks(names: Sequence[str]) -> Reason:
    """Thanks to the month's most helpful, who may choose a gift (I9). Names as "@a @b @c"."""
    said = N_(
        "This month's thanks go to %(names)s: you answered, shared and kept this group going. Please tell us"
        " in private which gift you would like!"
    )
    return Reason(said, {"names": " ".join(f"@{name}" for name in names)})


def gift(name: str, group: str, us: str, month: str) -> Reason:
    """Ask one of a month's ("2026-11") best places which gift they would like (I9). In private."""
    said = (
        N_(
            "Hello %(name)s, this is %(us)s. You are among the three who did most for “%(group)s” in %(month)s. We have"
            " a small gift for you: which would you like?"
        ),
        N_(
            "Hello %(name)s! You are among the three who did most for “%(group)s” in %(month)s. We have a"
            " small gift for you: which would you like?"
        ),
    )
    return _signed(said, us, {"name": name, "group": group, "month": month})


def _signed(said: tuple[str, str], us: str, params: dict[str, Param]) -> Reason:
    return Reason(said[0], {**params, "us": us}) if us else Reason(said[1], params)


def _pick(phrasings: Sequence[str], person_id: int, params: dict[str, Param]) -> Reason:
    return Reason(phrasings[person_id % len(phrasings)], params)
