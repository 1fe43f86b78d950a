"""Contacts: handles, contact cards and invitations to add somebody privately (D4).

A handle with a platform's name by it is exact. A phone number alone, an invitation without an
account, or an account in disguise without an invitation is for a person to look at.
"""

import re
from collections.abc import Iterator

from qunce.community.charter.types import Rule
from qunce.kernel.i18n import N_
from qunce.kernel.text import SEPARATED
from qunce.kernel.verdict import Evidence, Reason
from qunce.practice.moderation.policy.detectors.base import NOTHING, Finding, Watcher, register
from qunce.practice.moderation.policy.habits import Habits
from qunce.practice.moderation.policy.handles import Handle, may_hold_handles, scan
from qunce.practice.moderation.policy.reading import Reading, disguises, is_styled

# "扫码进群的都有" speaks of those who are here already: an invitation asks somebody to come.
_INVITE = re.compile(
    r"(?:加|\+)(?:个|一下|下)?(?:我|你)?的?(?:微信|wx|vx|v信|薇信|威信|企鹅|扣扣|qq|[vq](?![a-z0-9]))"
    r"(?!群|支付|付款|转账|红包|小程序|公众|读书|运动)|(?:扫|识别).{0,4}码.{0,4}(?:加|[进入]群(?![的了]))|(?:加|\+)我(?:好友|微)"
)
_RUN = re.compile(r"(?=[0-9]*[a-z])(?=[a-z]*[0-9])[0-9a-z]{5,}")
_STYLED_AT_LEAST = 3
# WeChat by its sound; but satellites have names with a number, too.
_SATELLITE = re.compile(r"卫星\s?[a-z]{2,}[0-9_][a-z0-9_]{2,}")

_REASONS = {
    "wechat": N_("A WeChat account"),
    "qq": N_("A QQ number, or an account with the words to add it"),
    "telegram": N_("A Telegram account"),
    "phone": N_("A phone number with the words to call it"),
    "email": N_("An e-mail address"),
    "": N_("A phone number; no word beside it says whose or what for"),
}


def _watch(rule: Rule, _habits: Habits) -> Watcher:
    allowed = frozenset(SEPARATED.read(entry) for entry in rule.allow)

    def see(reading: Reading) -> tuple[Finding, ...]:
        if reading.message.kind == "card":
            return (_card(reading),)
        if not may_hold_handles(reading.plain):
            return NOTHING
        handles = [handle for handle in scan(reading) if handle.account not in allowed]
        if handles:
            return tuple(_finding(reading, handle) for handle in handles)
        return tuple(_hints(reading, allowed))

    return see


def _card(reading: Reading) -> Finding:
    evidence = Evidence("message", reading.message.id, N_("a contact card"))
    return Finding(True, (Reason(N_("A contact card was sent to the group")),), (evidence,), 1.0)


def _finding(reading: Reading, handle: Handle) -> Finding:
    message = reading.message
    meant = not reading.setting.is_not_meant(handle.start, handle.end)
    exact = handle.is_named and meant
    reasons = [Reason(_REASONS[handle.platform]), *disguises(reading.text[handle.start : handle.end])]
    if not meant:
        reasons.append(Reason(N_("It may be a warning, a quotation or a report")))
    return Finding(
        exact=exact,
        reasons=tuple(reasons),
        evidence=(Evidence("message", message.id, N_("the handle"), span=(handle.start, handle.end)),),
        confidence=1.0 if exact else 0.6,
    )


def _hints(reading: Reading, allowed: frozenset[str]) -> Iterator[Finding]:
    """Invitations without an account, and accounts in disguise without an invitation."""
    text, plain = reading.text, reading.plain
    for match in _INVITE.finditer(plain):
        start, end = reading.span(*match.span())
        if not reading.setting.is_not_meant(start, end):
            yield _hint(reading, start, end, N_("Invites members to add somebody privately"), 0.5)
    for match in () if text.isascii() else _RUN.finditer(plain):
        start, end = reading.span(*match.span())
        styled = sum(map(is_styled, text[start:end]))
        if styled >= _STYLED_AT_LEAST and match[0] not in allowed:
            yield _hint(reading, start, end, N_("What looks like an account is written in disguise"), 0.6)
    for match in _SATELLITE.finditer(plain):
        start, end = reading.span(*match.span())
        if not reading.setting.is_not_meant(start, end):
            yield _hint(reading, start, end, N_("What looks like an account is written in disguise"), 0.6)


def _hint(reading: Reading, start: int, end: int, msgid: str, confidence: float) -> Finding:
    evidence = Evidence("message", reading.message.id, N_("the words"), span=(start, end))
    return Finding(False, (Reason(msgid),), (evidence,), confidence)


CONTACTS = register("contacts", "contact", _watch)
