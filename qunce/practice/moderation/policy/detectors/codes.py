"""QR codes in pictures, where one was read (issue 3 §5; D3, D4): a friend's code, a link, or words.

Exact is a code that adds somebody or joins a group, by the rule on contacts; and an address outside the allow list, by
the rule on links. Everything else asks a person or is nothing. Codes named as ours are nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.codes import Code, Meaning, is_ours, meaning_of, shown
from qunce.practice.moderation.policy.detectors import adverts, contacts, links
from qunce.practice.moderation.policy.detectors.base import Finding, Watcher, register
from qunce.practice.moderation.policy.domains import OFFICIAL, within
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading, read_many

_LEADS: dict[Meaning, str] = {
    "friend": N_("A QR code by which one adds somebody"),
    "group": N_("A QR code by which one joins a group"),
    "card": N_("A QR code that holds a contact card"),
    "payment": N_("A QR code by which one pays somebody"),
    "account": N_("A QR code of a WeChat account; it does not show whose"),
    "call": N_("A QR code that calls or writes to somebody"),
    "address": N_("A QR code with an address"),
    "words": N_("A QR code with words"),
}
_BESIDE = 0.6
_SAYS = N_("The code says “%(says)s”; its middle is %(x)s %% from the left and %(y)s %% from the top of the picture")
_KEPT = N_("The picture is not kept; its checksum (SHA-256) is %(digest)s")
_LABEL = N_("the picture with the code")

Judge = Callable[[Reading, Code, Meaning], tuple[bool, tuple[Reason, ...]] | None]


def _watching(rule: Rule, habits: Habits, judge: Judge) -> Watcher:
    def see(reading: Reading) -> tuple[Finding, ...]:
        if not reading.message.codes:
            return ()
        return tuple(_findings(reading))

    def _findings(reading: Reading) -> Iterator[Finding]:
        for code in reading.message.codes:
            if is_ours(code.text, habits.own_codes, rule.allow):
                continue
            meaning = meaning_of(code.text)
            said = judge(_as_typed(reading, code), code, meaning)
            if said is not None:
                yield _finding(reading, code, meaning, *said)

    return see


def _as_typed(reading: Reading, code: Code) -> Reading:
    """The code's text as if it had been sent as words."""
    return read_many([replace(reading.message, text=code.text, kind="text", codes=())])[0]


def _finding(reading: Reading, code: Code, meaning: Meaning, exact: bool, more: tuple[Reason, ...]) -> Finding:
    return Finding(
        exact,
        (
            Reason(_LEADS[meaning]),
            Reason(_SAYS, {"says": shown(code.text), "x": code.x, "y": code.y}),
            *more,
            Reason(_KEPT, {"digest": code.digest}),
        ),
        (Evidence("message", reading.message.id, _LABEL),),
        1.0 if exact else _BESIDE,
    )


def _contact(rule: Rule, habits: Habits) -> Watcher:
    typed = contacts.CONTACTS.watch(rule, habits)

    def judge(reading: Reading, _code: Code, meaning: Meaning) -> tuple[bool, tuple[Reason, ...]] | None:
        if meaning in ("friend", "group", "card"):
            return True, ()
        if meaning in ("payment", "account", "call"):
            return False, ()
        found = typed(reading) if meaning == "words" else ()
        return (any(one.exact for one in found), _reasons(found)) if found else None

    return _watching(rule, habits, judge)


def _link(rule: Rule, habits: Habits) -> Watcher:
    typed = links.LINKS.watch(rule, habits)
    allow = (*rule.allow, *habits.domains)

    def judge(reading: Reading, code: Code, meaning: Meaning) -> tuple[bool, tuple[Reason, ...]] | None:
        if meaning in ("card", "words") or _passes(code.text, allow, official=habits.official):
            found = typed(reading) if meaning == "words" else ()
            return (any(one.exact for one in found), _reasons(found)) if found else None
        if meaning in ("payment", "account", "call"):
            return False, ()
        found = typed(reading)
        return meaning in ("friend", "group") or any(one.exact for one in found), _reasons(found)

    return _watching(rule, habits, judge)


def _passes(text: str, allow: tuple[str, ...], *, official: bool) -> bool:
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return False
    return links.allows(allow, host, text) or (official and within(host, OFFICIAL))


def _advert(rule: Rule, habits: Habits) -> Watcher:
    """An advert's picture: whatever the code is, its words alone accuse nobody."""
    typed = adverts.ADVERTS.watch(rule, habits)

    def judge(reading: Reading, _code: Code, meaning: Meaning) -> tuple[bool, tuple[Reason, ...]] | None:
        found = typed(reading) if meaning == "words" else ()
        return (False, _reasons(found)) if found or meaning not in ("words", "address") else None

    return _watching(rule, habits, judge)


def _reasons(found: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(reason for one in found for reason in one.reasons)


CODE_CONTACTS = register("code_contacts", "contact", _contact)
CODE_LINKS = register("code_links", "link", _link)
CODE_ADVERTS = register("code_adverts", "advert", _advert)
