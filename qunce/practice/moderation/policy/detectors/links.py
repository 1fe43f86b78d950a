"""Links outside the charter's allow list: addresses, bare domains, mini programs, pass-phrases (D3).

Found in the plain reading, so that full-width letters and invisible characters hide nothing; but
the host is compared as a browser would read it (NFKC only): our folding is kinder than the
domain name system, and ɢoogle.com must not pass as google.com.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.text import fold_text
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.domains import OFFICIAL, imitates, is_short, readable, within
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading, disguises

# Nobody writes these after a full stop unless it is an address.
_SURE_TLDS = "com|net|org|cn|cc|top|xyz|vip|club|shop|site|online|store|icu|wang|ltd|biz|tv|hk|tw|jp|kr|de|uk|eu|ru"
# Also words, file endings or parts of names (socket.io, README.md, about.me): an address only
# with a path behind or www. before it.
_OTHER_TLDS = (
    "io|me|co|ai|app|dev|info|link|live|fun|pro|tech|group|ink|mobi|asia|la|im|fm|so|sh|gg|gl|ly|to|tk|ml|ga|cf"
    "|gq|pw|ws|cyou|buzz|work|life|world|today|space|website|chat|us|in|id|vn|th|my|ph|sg|fr|it|es|nl|be|ca|au"
)
_PATH = r"[^\s⺀-\U0010ffff<>\"'`]*"
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
_NAMED = r"(?:[\w-]{1,63}\.)+(?:[a-z]{2,24}|公司|网络|网址|中国|中文网|商城|政务|公益|集团|在线)"
_LINK = re.compile(
    rf"""
    (?P<web>https?\s?:\s?//\s?(?:{_NAMED}|[^\s/<>"']){_PATH})  # even glued to what stands before it
  | (?<![a-z0-9])(?:
    (?P<mini>\#小程序://[^\s,]+)
  | (?P<phrase>(?P<mark>[¥$€£₤₳₴¢])(?=[a-z0-9]*[a-z])[a-z0-9]{{10,12}}(?P=mark))
  | (?P<url>[a-z][a-z0-9]{{1,14}}://\s?[^\s/<>"']{_PATH})
  | (?<![@._/\\-])(?:
        (?P<www>www\.{_LABELS}[a-z]{{2,24}}(?![a-z0-9-])(?::\d+)?(?:/{_PATH})?)
      | (?P<bare>{_LABELS}(?:(?:{_SURE_TLDS})(?![a-z0-9@-]|\.[a-z])(?::\d+)?(?:[/?]{_PATH})?
            |(?:{_OTHER_TLDS})(?::\d+)?/[a-z0-9+]{_PATH}))
    )
  | (?P<veiled>[a-z0-9-]{{2,}}(?:\s?[。点丶·]\s?|\s\.\s)(?:{_SURE_TLDS})(?![a-z0-9]))
    )""",
    re.VERBOSE,
)
# What the pattern above needs at least one of; most talk holds none. Every alternative begins with
# a character of its own, which lets the engine skip ahead.
_GATE = re.compile(r"\.[a-z]|//|[。点丶·]\s?[a-z]| \. |[¥$€£₤₳₴¢][a-z0-9]{10}")
_TRAILING = ".,;:!?)]}>~*"
_NAMES = re.compile(r"(?:^|\.)(?:asp|ado|vb|paint|battle)\.net$")
_VEILS = re.compile(r"\s*[.。点丶·]\s*")
_CARDS = {
    "link": N_("A link card; the export does not show where it leads"),
    "mini_program": N_("A mini-program card"),
}
_SHORTENED = N_("A short address: it does not show where it leads")
_BEFORE_AT = N_("“%(shown)s” stands before the @ only to be read: the address leads to %(host)s")
_IMITATION = N_("%(host)s only looks like %(domain)s")
_UNNAMED = {
    "mini": N_("A mini-program link"),
    "phrase": N_("A pass-phrase that opens a shop page"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a message: original span, host (lower case, "" where it has none), its form.

    shown  what stands before an @ in it and is no part of where it leads
    """

    start: int
    end: int
    host: str
    form: str
    shown: str = ""


def scan(reading: Reading) -> Iterator[Link]:
    """Every address in a message, allowed or not."""
    plain = reading.plain
    if not _GATE.search(plain):
        return
    for match in _LINK.finditer(plain):
        text = match[0].rstrip(_TRAILING)
        start, end = reading.span(match.start(), match.start() + len(text))
        form = str(match.lastgroup) if match.lastgroup != "mark" else "phrase"
        host, shown = ("", "") if form in _UNNAMED else _target(reading.text[start:end], form)
        if not _NAMES.search(host) or form != "bare":
            yield Link(start, end, host, form, shown)


def _host(original: str, form: str) -> str:
    return _target(original, form)[0]


def _target(original: str, form: str) -> tuple[str, str]:
    """The host as a browser reads it, and what stands before an @.

    Compatibility forms and invisible characters are resolved, nothing else.
    """
    address = unicodedata.normalize("NFKC", original).casefold()
    address = "".join(char for char in address if unicodedata.category(char) != "Cf")
    if form == "veiled":
        address = _VEILS.sub(".", address)
    address = re.sub(r"^[a-z0-9]+\s?:\s?//\s?", "", address)
    authority = re.split(r"[/\\?#]", address, maxsplit=1)[0]
    shown, _at, host = authority.rpartition("@")
    return host.partition(":")[0].strip(" ."), shown.partition(":")[0].strip(" .")


def allows(allow: tuple[str, ...], host: str, text: str) -> bool:
    """Whether a rule lets an address pass: by its domain or one above it, or by a word in the text."""
    for entry in allow:
        domain = _host(entry, "url").removeprefix("www.")
        if "." in domain:
            if host == domain or host.endswith(f".{domain}"):
                return True
        elif not host and entry and fold_text(entry) in text:
            return True
    return False


def domain_of(entry: str) -> str:
    """The domain that an entry of an allow list means, "" where it is a word: "https://www.a.cn/x" means a.cn."""
    domain = _host(entry.strip(), "url").removeprefix("www.")
    return domain if "." in domain else ""


def _watch(rule: Rule, habits: Habits) -> Watcher:
    allow = (*rule.allow, *habits.domains)
    domains = tuple(domain for entry in allow if (domain := domain_of(entry)))
    pass_too = OFFICIAL if habits.official else ()

    def see(reading: Reading) -> tuple[Finding, ...]:
        links = tuple(scan(reading))
        if not links:
            return _card(reading, allow)
        return tuple(
            _finding(reading, link, (*domains, *pass_too))
            for link in links
            if not allows(allow, link.host, reading.plain) and not within(link.host, pass_too)
        )

    return see


def _card(reading: Reading, allow: tuple[str, ...]) -> tuple[Finding, ...]:
    message = reading.message
    msgid = _CARDS.get(message.kind)
    if msgid is None or allows(allow, "", reading.plain):
        return NOTHING
    return (Finding(False, (Reason(msgid),), (Evidence("message", message.id, msgid),), 0.6),)


def _finding(reading: Reading, link: Link, domains: tuple[str, ...]) -> Finding:
    message = reading.message
    reason = (
        Reason(_UNNAMED[link.form])
        if link.form in _UNNAMED
        else Reason(N_("A link outside the allow list: %(host)s"), {"host": link.host})
    )
    imitated = imitates(link.host, domains)
    mask = [Reason(_IMITATION, {"host": readable(link.host), "domain": imitated})] if imitated else []
    if "." in link.shown:
        mask.append(Reason(_BEFORE_AT, {"shown": readable(link.shown), "host": readable(link.host)}))
    if is_short(link.host):
        mask.append(Reason(_SHORTENED))
    return Finding(
        exact=True,
        reasons=(reason, *mask, *disguises(reading.text[link.start : link.end])),
        evidence=(Evidence("message", message.id, N_("the link"), span=(link.start, link.end)),),
        confidence=1.0,
    )


LINKS = register("links", "link", _watch)
