"""Adverts: curated phrases together with an offer or a way to get in touch (D1, D3, D4).

A phrase is exact evidence only in the structure of an advert. Alone, or where the message warns,
quotes, reports or asks, a person looks; an ordinary word alone is nothing at all. Phrases stand in
``data/adverts.toml``.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.text import PLAIN, SEPARATED, Hit, PhraseFinder, fold_text
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy import handles
from qunce.practice.moderation.policy.detectors import links
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.exemptions import is_question
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading, disguises

LISTED = "listed"  # the workspace's own words
CATEGORIES = {
    "gambling": N_("An advert for gambling: “%(phrase)s”"),
    "adult": N_("An advert for adult content: “%(phrase)s”"),
    "part_time": N_("An advert for easy money: “%(phrase)s”"),
    "loans": N_("An advert for loans: “%(phrase)s”"),
    "money_laundering": N_("An advert for moving money: “%(phrase)s”"),
    "traffic": N_("An advert for accounts or traffic: “%(phrase)s”"),
    "documents": N_("An advert for papers or exams: “%(phrase)s”"),
    "investment": N_("An advert for investments: “%(phrase)s”"),
    "spying": N_("An advert for personal data: “%(phrase)s”"),
    "goods": N_("An advert for goods: “%(phrase)s”"),
    "coupons": N_("An advert for coupons or sharing: “%(phrase)s”"),
    "promotion": N_("An advert of a shop: “%(phrase)s”"),
    LISTED: N_("A word on your own list: “%(phrase)s”"),
}

_PACKAGE = "qunce.practice.moderation.policy"
_MOST_HITS = 100  # of a message that repeats itself
# So many ordinary words of adverts, with a price and a call to act, are one …
_MANY = 3
# … and so many such signs taken together are worth a look.
_SUSPECT = 3
_WRITTEN = {
    "separated": N_("Pulled apart by other signs"),
    "sounds": N_("Written with characters that sound alike"),
    "near": N_("Written with characters that sound alike"),
    "shapes": N_("Written with characters that look alike"),
    "spoken": N_("Spelled out: in Latin letters, in emoji, or with characters taken apart"),
    "reversed": N_("Written from behind"),
    "initials": N_("Written as initials"),
}
# What hits amount to, and the sentence that says so.
_EXACT, _ALONE, _TOGETHER, _HEDGED = "exact", "alone", "together", "hedged"
_SENTENCES = {
    _EXACT: N_("It stands with an offer or a way to get in touch"),
    _ALONE: N_("Nothing beside it makes it an offer"),
    _TOGETHER: N_("Each word is ordinary; together they look like an advert"),
    _HEDGED: N_("It may be a warning, a quotation or a question"),
}
_CONFIDENCE = {_EXACT: 1.0, _ALONE: 0.6, _TOGETHER: 0.5, _HEDGED: 0.4}

_PRICE = re.compile(
    r"[0-9.]{1,6}\s?折|[¥$]\s?[0-9]|[0-9]\s?(?:元|块钱|万|[wk](?![a-z])|佣|/单|一单|每单|一条|一天|/天|每天|个点)"
    r"|满[0-9]+(?:减|送|返|元)|买[0-9一二三四五]送[0-9一二三四五]|[0-9]\s?%|[0-9]0{2}\+|[0-9]{2,}起"
)
# In WeChat @name is a mention; after these words it is how to reach the advertiser elsewhere.
_AT_HANDLE = re.compile(r"(?:[:+]|联系|客服|咨询|对接|详情|加|来)\s?@[a-z][a-z0-9_]{4,31}")

# Whoever is interested is to write in private: the frame of an advert, whatever it is for. A run of letters counts as
# one character: what is offered may be spelled out in them.
_SOLICITS = re.compile(
    r"(?:有意向?|有兴趣|感兴趣|有需[要求]|需要|想[做要学买卖办租赚挣]|要的|有想法|诚意)"
    r"(?:(?:[a-z]++ ?+|[^a-z。!?；;\n])\n?){0,16}"
    r"(?:(?:私聊|私信|私|联系|找|加|戳|敲|咨询|扣|滴滴?)\s?我|(?:私聊|滴滴|私信|详聊)(?=$|[,，。!~\s]))"
)
_CALLS = re.compile(r"[聊信私系找加戳敲询扣滴]\s?我|私聊|滴滴|私信|详聊")
# Characters pulled apart one by one: only then a full stop between them ends nothing.
_PULLED = re.compile(r"(?:[一-鿿][^0-9a-z一-鿿\n]{1,3}(?=[一-鿿](?![0-9a-z一-鿿]))){2}")
_SENTENCE_END = re.compile(r"[。!?；;\n]")
_SOLICITED = N_("Whoever is interested is asked to write in private")

_PROMISED = re.compile(
    r"(?:我|我们|我方|这边|客服|专人|同事|老师|工作人员)(?:会|将|再|就)(?:主动|尽快|马上|单独|私下|逐一|电话)?$"
)
_BEFORE = 12  # characters looked back for who is to act

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line of the lexicon. role: strong, weak, unless (an ordinary phrase around a weak one)."""

    text: str
    category: str
    role: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The advert phrases, and the words by which an advert ends (looked for beside a phrase only)."""

    phrases: tuple[Phrase, ...]
    finder: PhraseFinder
    invites: PhraseFinder
    offers: PhraseFinder


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    raw = tomllib.loads((files(_PACKAGE) / "data" / "adverts.toml").read_text("utf-8"))
    structure = raw.pop("structure")
    phrases = tuple(
        Phrase(text, category, role)
        for category, roles in raw.items()
        for role, texts in roles.items()
        for text in texts
    )
    return Lexicon(
        phrases,
        PhraseFinder([phrase.text for phrase in phrases]),
        PhraseFinder(structure["invites"], (PLAIN, SEPARATED)),
        PhraseFinder(structure["offers"], (PLAIN, SEPARATED)),
    )


_LONG_LIST = 1_000  # of a longer list, only words of four characters are sought in disguise
_LONG_WORD = 4
_HUGE_LIST = 20_000  # of an even longer one, none: half of all syllables would be some word's


def own_lexicon(words: Sequence[str], ordinary: Sequence[str] = ()) -> Lexicon:
    """Our lexicon and the workspace's own words, each as telling as a strong one of ours.

    ordinary: phrases that hold such a word and mean something else.
    """
    ours = lexicon()
    theirs = (*(Phrase(w, LISTED, "strong") for w in words), *(Phrase(w, LISTED, "unless") for w in ordinary))
    shortest = _LONG_WORD if len(theirs) > _LONG_LIST else 0
    veiled = len(theirs) <= _HUGE_LIST
    phrases = (*ours.phrases, *theirs)
    disguise = [True] * len(ours.phrases) + [veiled and len(phrase.text) >= shortest for phrase in theirs]
    return Lexicon(phrases, PhraseFinder([p.text for p in phrases], disguise=disguise), ours.invites, ours.offers)


@dataclass(frozen=True, slots=True)
class _Structure:
    """What makes a phrase an advert: ways to get in touch, calls to act, promises; original spans."""

    contacts: tuple[Span, ...]
    invites: tuple[Span, ...]
    offers: tuple[Span, ...]
    priced: bool


def _structure(reading: Reading, words: Lexicon, phrases: Sequence[Hit]) -> _Structure:
    text = reading.text
    ways = [(h.start, h.end) for h in handles.scan(reading)] + [(k.start, k.end) for k in links.scan(reading)]
    ways += [reading.span(*match.span()) for match in _AT_HANDLE.finditer(reading.plain)]
    prices = [reading.span(*match.span()) for match in _PRICE.finditer(reading.plain)]
    offers = [*prices, *((h.start, h.end) for h in words.offers.find(text))]
    taken = [(hit.start, hit.end) for hit in phrases]
    return _Structure(
        tuple(ways),
        _outside([(h.start, h.end) for h in words.invites.find(text) if not _is_promised(text, h.start)], taken),
        _outside(offers, taken),
        bool(prices),
    )


def _is_promised(text: str, start: int) -> bool:
    """What the sender will do themselves ("我们会主动联系") asks nothing of the reader."""
    return bool(_PROMISED.search(fold_text(text[max(0, start - _BEFORE) : start])))


def _outside(spans: Sequence[Span], taken: Sequence[Span]) -> tuple[Span, ...]:
    """The spans that are no part of a phrase: a phrase does not vouch for itself."""
    return tuple(span for span in spans if not any(start <= span[0] and span[1] <= end for start, end in taken))


def _telling(words: Lexicon, hits: Sequence[Hit], allowed: Sequence[Hit]) -> list[Hit]:
    """Hits that stand for themselves: in no longer phrase, no ordinary one, none the rule allows."""
    covers = [(h.start, h.end, words.phrases[h.keyword].role) for h in hits]
    covers += [(h.start, h.end, "unless") for h in allowed]
    return [
        hit
        for hit in hits
        if words.phrases[hit.keyword].role != "unless"
        and not any(
            start <= hit.start and hit.end <= end and (end - start > hit.end - hit.start or (role == "unless"))
            for start, end, role in covers
        )
    ]


def _watch(rule: Rule, habits: Habits) -> Watcher:
    words = habits.words or lexicon()
    allow = PhraseFinder([entry for entry in rule.allow if entry.strip()])

    return partial(see_adverts, words=words, allow=allow)


def see_adverts(reading: Reading, words: Lexicon, allow: PhraseFinder) -> tuple[Finding, ...]:
    """What these words, less what the rule allows, amount to in a message."""
    text = reading.text
    if not reading.touches(words.finder):
        return _solicits(reading, allow)
    hits = _telling(words, words.finder.find(text)[:_MOST_HITS], allow.find(text))
    return (_judge(reading, words, hits) if hits else NOTHING) or _solicits(reading, allow)


def may_solicit(plain: str) -> bool:
    """A cheap screen over folded text: False only where nobody is called upon to write in private."""
    return _CALLS.search(plain) is not None


def _solicits(reading: Reading, allow: PhraseFinder) -> tuple[Finding, ...]:
    """No telling phrase, but the frame of an advert: a person looks, nothing more."""
    plain = reading.plain
    if not may_solicit(plain):
        return NOTHING
    match, read = _SOLICITS.search(plain), reading.folded
    if match is None and _PULLED.search(plain):
        read = SEPARATED.apply(reading.text)
        match = _SOLICITS.search(read.text)
    if match is None or is_question(_sentence(read.text, *match.span())) or allow.find(reading.text):
        return NOTHING
    start, end = read.span(*match.span())
    if reading.setting.is_not_meant(start, end):
        return NOTHING
    evidence = (Evidence("message", reading.message.id, N_("a call to act"), span=(start, end)),)
    return (Finding(False, (Reason(_SOLICITED),), evidence, _CONFIDENCE[_TOGETHER]),)


def _sentence(plain: str, start: int, end: int) -> str:
    """The sentence around plain[start:end]: what is asked in another one excuses nothing in this."""
    ends = _SENTENCE_END.search(plain, end)
    begins = max((match.end() for match in _SENTENCE_END.finditer(plain, 0, start)), default=0)
    return plain[begins : ends.end() if ends else None]


def _judge(reading: Reading, words: Lexicon, hits: Sequence[Hit]) -> tuple[Finding, ...]:
    structure = _structure(reading, words, hits)
    meant = [hit for hit in hits if not reading.setting.is_not_meant(hit.start, hit.end)]
    weight = _weigh(words, meant, structure)
    if not structure.contacts and reading.setting.is_question:
        return (_finding(reading, words, meant, structure, _HEDGED),) if weight == _EXACT else NOTHING
    if weight:
        return (_finding(reading, words, meant, structure, weight),)
    if structure.contacts and _weigh(words, hits, structure) == _EXACT:
        return (_finding(reading, words, hits, structure, _HEDGED),)
    return NOTHING


def _weigh(words: Lexicon, hits: Sequence[Hit], structure: _Structure) -> str:
    """What the phrases and the structure together amount to; "" when to nothing."""
    strong = any(words.phrases[hit.keyword].role == "strong" for hit in hits)
    # By their words: one that stands in two categories is one sign, not two.
    weak = len({words.phrases[hit.keyword].text for hit in hits if words.phrases[hit.keyword].role == "weak"})
    contact, invite, offer = bool(structure.contacts), bool(structure.invites), bool(structure.offers)
    if (
        (strong and (contact or invite or offer))
        or (weak and contact and (invite or offer))
        or (weak >= _MANY and structure.priced and invite)
    ):
        return _EXACT
    if strong:
        return _ALONE
    form = contact + invite + structure.priced
    return _TOGETHER if form and weak and weak + form >= _SUSPECT else ""


def _finding(reading: Reading, words: Lexicon, hits: Sequence[Hit], structure: _Structure, weight: str) -> Finding:
    message = reading.message
    leading = min(hits, key=lambda hit: (words.phrases[hit.keyword].role != "strong", hit.start))
    phrase = words.phrases[leading.keyword]
    reasons = [Reason(CATEGORIES[phrase.category], {"phrase": phrase.text}), Reason(_SENTENCES[weight])]
    reasons += [Reason(_WRITTEN[hit.view]) for hit in hits if hit.view in _WRITTEN]
    reasons += [reason for hit in hits for reason in disguises(reading.text[hit.start : hit.end])]
    cited = (
        (N_("the phrase"), [(hit.start, hit.end) for hit in hits]),
        (N_("a way to get in touch"), structure.contacts),
        (N_("a call to act"), structure.invites),
        (N_("what is offered"), structure.offers),
    )
    evidence = tuple(
        Evidence("message", message.id, label, span=span) for label, spans in cited for span in spans[:_MOST_HITS]
    )
    return Finding(weight == _EXACT, tuple(reasons), evidence, _CONFIDENCE[weight])


ADVERTS = register("adverts", "advert", _watch)
