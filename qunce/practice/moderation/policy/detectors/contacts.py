"""Contact handles: WeChat ids, QQ and phone numbers with the words that go with them (D4).

A handle is exact when a platform's name, however disguised (微信, 佳喂, +V, 企鹅, 叩叩), stands
next to something that can be an account there. A phone number alone, an invitation without an
account, or an account in disguise is for a person to look at.

Accounts are looked for first, for they are rare; the names around them second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.text import SEPARATED
from qunce.kernel.text.views.sounds import sounding
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.exemptions import is_not_meant
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.reading import Reading, disguises, is_styled

_HAN = "㐀-鿿"
_GAP = rf"[^0-9a-z{_HAN}]{{0,3}}"  # what may stand inside a disguised name
_JIA = f"[+{sounding('jia')}]"
_WEI, _XIN = f"[{sounding('wei')}徽]", f"[{sounding('xin')}❤♥]"
_KOU, _QI, _E = f"[{sounding('kou')}](?![罩味感红])", f"[{sounding('qi')}]", f"[{sounding('e')}儿]"

_WECHAT = (
    rf"{_WEI}{_GAP}{_XIN}|we\s?chat|wei\s?xin|v{_GAP}(?:{_XIN}|x)|wx|绿泡泡"
    rf"|{_JIA}{_GAP}我?{_GAP}(?:{_WEI}|v)(?:{_GAP}{_XIN})?|(?<![a-z])v(?=\s?[:+])|[微薇溦徽嶶](?={_GAP}$)"
)
_QQ = (
    rf"q{_GAP}q|{_KOU}{_GAP}{_KOU}|{_QI}{_GAP}{_E}|南极鸟|球球|(?<![a-z])q号?"
    rf"|{_JIA}{_GAP}我?{_GAP}(?:q|{_KOU}|裙|群|{_E})"
)
_PHONE = "电话|手机|热线|致电|来电|拨打|联系|咨询|详询|☎|📞|(?<![a-z])tel|phone"
_TELEGRAM = "电报|飞机|telegram|(?<![a-z])tg"
_FILL = rf"(?:[^0-9a-z{_HAN}@]|号|码|帐|账|方式|是|为|搜|找|我|的|群|看|名字|好友){{0,8}}"
# The name in front of an account …
_BEFORE = re.compile(
    rf"(?:(?P<wechat>{_WECHAT})|(?P<qq>{_QQ})|(?P<phone>{_PHONE})|(?P<telegram>{_TELEGRAM})){_FILL}$"
    r"|(?P<add>[+加]\s?$)"
)
# … or behind it ("138… 加微", "27447053 +口"), a few words between for what only adverts write.
_BEHIND = re.compile(
    rf"[^0-9a-z{_HAN}]{{0,4}}(?:你?可?以?{_JIA}{_GAP}我?{_GAP}(?:{_WEI}|v|q|{_KOU}|{_QI}{_GAP}{_E}|群)"
    rf"|q{_GAP}q(?![.a-z])|[{_HAN}]{{0,4}}{_GAP}(?:{_KOU}{_GAP}{_KOU}|{_QI}{_GAP}{_E}|{_JIA}{_GAP}{_KOU}|[+]{_GAP}[鹅俄]"
    rf"|(?!微信|卫星|维新|威信|唯心|违心){_WEI}{_GAP}{_XIN}))"
)

_DIGIT = "[0-9零〇一二三四五六七八九伍陆幺]"
_BETWEEN = r"[\s.\-_*~·•+,/]{0,3}"
_ACCOUNT = re.compile(
    rf"""
    (?P<split>(?<![0-9])[0-9]{{4,6}}[^0-9a-z{_HAN}]{{0,2}}q{{1,2}}[^0-9a-z{_HAN}]{{0,2}}[0-9]{{4,6}}(?![0-9]))
  | (?P<mobile>(?<![0-9a-z.])1[3-9][0-9](?:[\s\-]{{0,2}}[0-9]){{8}}(?![0-9]|[.@][0-9a-z]))
  | (?P<number>(?<![0-9a-z./=@]){_DIGIT}(?:{_BETWEEN}{_DIGIT}){{4,12}}(?![0-9a-z@]|{_BETWEEN}[0-9]))
  | (?P<id>(?<![a-z0-9@./_=?&-])[a-z](?=[a-z_-]*[0-9_])[a-z0-9_-]{{5,21}}(?![a-z0-9_@]|[./][a-z]))
    """,
    re.VERBOSE,
)
_AT = re.compile(
    r"(?P<email>(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,40}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6})"
    r"|(?P<mention>@\s?[a-z][a-z0-9_]{4,31})"
)
# Accounts hold a digit, an underscore or an @; invitations one of three signs. Most talk, neither.
_GATE = re.compile("[0-9_@加+码]|[零〇一二三四五六七八九]{2}")
# The name written into the account: vx123456, qq2393986403.
_PREFIXED = re.compile(r"(?P<wechat>weixin|wechat|vx|wx|v(?=[0-9]{6}))|(?P<qq>qq|q(?=[0-9]{6}))")
# "加 1694545220" alone: long enough for an account, and not "+10086".
_ADDABLE = re.compile("[1-9][0-9]{7,10}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}\s?[-./]?\s?[01]?[0-9]\s?[-./]?\s?[0-3]?[0-9]$")
_QUANTITY = re.compile(r"\s?(?:元|块|万|人|个|次|条|张|分|米|岁|年|月|日|w|k|%|mb|gb)")
_INVITE = re.compile(
    r"(?:加|\+)(?:个|一下|下)?(?:我|你)?的?(?:微信|wx|vx|v信|薇信|威信|企鹅|扣扣|qq|[vq](?![a-z0-9]))"
    r"(?!群|支付|付款|转账|红包|小程序|公众|读书|运动)|(?:扫|识别).{0,4}码.{0,4}(?:加|进群|入群)|(?:加|\+)我(?:好友|微)"
)
_RUN = re.compile(r"(?=[0-9]*[a-z])(?=[a-z]*[0-9])[0-9a-z]{5,}")
_STYLED_AT_LEAST = 3
_LEFT, _SHORTEST_NUMBER = 24, 5


@dataclass(frozen=True, slots=True)
class Contact:
    """A handle in a message.

    start, end  original span of the handle with the name that stands by it
    account     the handle alone, as the separated view reads it
    platform    "wechat", "qq", "phone", "telegram", "email", or "" where nothing names it
    """

    start: int
    end: int
    account: str
    platform: str

    @property
    def is_named(self) -> bool:
        return self.platform not in ("", "email")


def scan(reading: Reading) -> Iterator[Contact]:
    """Every handle in a message, allowed or not, in order and never overlapping."""
    plain = reading.plain
    if not _GATE.search(plain):
        return
    matches = list(_ACCOUNT.finditer(plain))
    if "@" in plain:
        matches = sorted([*matches, *_AT.finditer(plain)], key=re.Match.start)
    floor = 0
    for match in matches:
        found = _named(plain, match, floor)
        if found is None:
            continue
        start, floor, account, platform = found
        first, last = reading.span(start, floor)
        yield Contact(first, last, SEPARATED.read(account), platform)


def _named(plain: str, match: re.Match[str], floor: int) -> tuple[int, int, str, str] | None:
    """Start, end, account and platform of a possible account; None when nothing makes it one."""
    form, account = str(match.lastgroup), match[0]
    if form == "split":
        return (*match.span(), account, "qq")
    if form == "email":
        return (*match.span(), account, "email")
    if form == "number" and not _is_number(account, plain[match.end() :]):
        return None
    before = _BEFORE.search(plain, max(floor, match.start() - _LEFT), match.start())
    named_by = before.lastgroup if before else None
    if named_by == "add" and not _ADDABLE.fullmatch(account):
        named_by = None
    if before and named_by and (form == "mention") == (named_by == "telegram"):
        return before.start(), match.end(), account, "qq" if named_by == "add" else named_by
    if form == "mention":
        return None
    prefixed = _PREFIXED.match(account) if form == "id" else None
    if prefixed and len(account) - prefixed.end() >= _SHORTEST_NUMBER:
        return (*match.span(), account[prefixed.end() :], str(prefixed.lastgroup))
    behind = _BEHIND.match(plain, match.end())
    if behind:
        return match.start(), behind.end(), account, "qq"
    return (*match.span(), account, "") if form == "mobile" else None


def _is_number(account: str, after: str) -> bool:
    """Whether a run of digits can be an account: no date, no amount, no version number."""
    groups = re.split(r"[^0-9零〇一二三四五六七八九伍陆幺]+", account)
    digits = sum(map(len, groups))
    if _DATE.match(account) or (digits < 8 and _QUANTITY.match(after)):
        return False
    if "." in account and not (all(len(g) == 1 for g in groups) or all(len(g) > 2 for g in groups)):
        return False
    return digits >= _SHORTEST_NUMBER


def _watch(rule: Rule, _habits: Habits) -> Watcher:
    allowed = frozenset(SEPARATED.read(entry) for entry in rule.allow)

    def see(reading: Reading) -> tuple[Finding, ...]:
        if reading.message.kind == "card":
            return (_card(reading),)
        if not _GATE.search(reading.plain):
            return NOTHING
        contacts = [contact for contact in scan(reading) if contact.account not in allowed]
        if contacts:
            return tuple(_finding(reading, contact) for contact in contacts)
        return tuple(_hints(reading, allowed))

    return see


def _card(reading: Reading) -> Finding:
    label = N_("a contact card")
    evidence = Evidence("message", reading.message.id, label)
    return Finding(True, (Reason(N_("A contact card was sent to the group")),), (evidence,), 1.0)


_REASONS = {
    "wechat": N_("A WeChat account"),
    "qq": N_("A QQ number, or an account with the words to add it"),
    "telegram": N_("A Telegram account"),
    "phone": N_("A phone number with the words to call it"),
    "email": N_("An e-mail address"),
    "": N_("A phone number; no word beside it says whose or what for"),
}


def _finding(reading: Reading, contact: Contact) -> Finding:
    message = reading.message
    text = message.text
    meant = not is_not_meant(text, contact.start, contact.end)
    exact = contact.is_named and meant
    reasons = [Reason(_REASONS[contact.platform]), *disguises(text[contact.start : contact.end])]
    if not meant:
        reasons.append(Reason(N_("It may be a warning, a quotation or a report")))
    return Finding(
        exact=exact,
        reasons=tuple(reasons),
        evidence=(Evidence("message", message.id, N_("the handle"), span=(contact.start, contact.end)),),
        confidence=1.0 if exact else 0.6,
    )


def _hints(reading: Reading, allowed: frozenset[str]) -> Iterator[Finding]:
    """Invitations without an account, and accounts in disguise without an invitation."""
    text, plain = reading.message.text, reading.plain
    for match in _INVITE.finditer(plain):
        start, end = reading.span(*match.span())
        if not is_not_meant(text, start, end):
            yield _hint(reading, start, end, N_("Invites members to add somebody privately"), 0.5)
    for match in () if text.isascii() else _RUN.finditer(plain):
        start, end = reading.span(*match.span())
        styled = sum(map(is_styled, text[start:end]))
        if styled >= _STYLED_AT_LEAST and match[0] not in allowed:
            yield _hint(reading, start, end, N_("What looks like an account is written in disguise"), 0.6)


def _hint(reading: Reading, start: int, end: int, msgid: str, confidence: float) -> Finding:
    evidence = Evidence("message", reading.message.id, N_("the words"), span=(start, end))
    return Finding(False, (Reason(msgid),), (evidence,), confidence)


CONTACTS = register("contacts", "contact", _watch)
