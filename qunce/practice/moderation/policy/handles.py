"""Contact handles in a text: accounts and numbers, with the names of platforms that stand by them.

Accounts are looked for first, for they are rare; the names around them second. Names are spelled
by sound (佳喂 = 加微, 扣 = 口 = 叩), which would be reckless on ordinary talk and is safe beside
something that can be an account. Source: D4, quality §6.1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qunce.kernel.text import SEPARATED, Folded
from qunce.kernel.text.chaizi import everyday, look_alikes, spellings_apart
from qunce.kernel.text.views.sounds import sounding
from qunce.practice.moderation.policy.reading import Backwards, Reading, Respelled

_HAN = "㐀-鿿"
_GAP = rf"[^0-9a-z{_HAN}]{{0,3}}"  # what may stand inside a disguised name
_NUMERALS = "0-9零〇一二三四五六七八九伍陆幺"
_BETWEEN = r"[\s.\-_*~·•+,/]{0,3}"
# Also of scripts that nobody here writes: an account is spelled in look-alikes that no table knows all of.
_LETTER = r"[^\W\d_\u3000-\u9fff\uac00-\ud7af\U00020000-\U0010ffff]"
_LEFT = 24  # how far back the name of a platform may begin
_SHORTEST_NUMBER = 5
_SHORTEST_PHONE = 7

# Accounts hold a digit, an underscore or an @; invitations one of three signs. Most talk, neither.
_GATE = re.compile("[0-9_@加+码]|[零〇一二三四五六七八九]{2}")
_ACCOUNT = re.compile(
    rf"""
    (?<![0-9a-z])(?:
    (?P<split>[0-9]{{4,6}}[^0-9a-z{_HAN}]{{0,2}}q{{1,2}}[^0-9a-z{_HAN}]{{0,2}}[0-9]{{4,6}}(?![0-9]))
  | (?<!\.)(?P<mobile>1[3-9][0-9](?:[\s\-]{{0,2}}[0-9]){{8}}(?![0-9]|[.@][0-9a-z]))
  | (?<![./=@])(?P<number>[{_NUMERALS}](?:{_BETWEEN}[{_NUMERALS}]){{4,12}}(?![0-9a-pr-z@]|{_BETWEEN}[0-9]))
  | (?<![@./_=?&-])(?P<id>{_LETTER}(?=(?:{_LETTER}|[_-])*[0-9_])(?:{_LETTER}|[0-9_-]){{5,21}}
        (?!{_LETTER}|[0-9_@]|[./][a-z]))
    )""",
    re.VERBOSE,
)
_AT = re.compile(
    r"(?P<email>(?<![a-z0-9._+-])[a-z0-9][a-z0-9._+-]{0,40}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,6})"
    r"|(?P<mention>@\s?[a-z][a-z0-9_]{4,31})"
)
# A name written into the account: vx123456, qq2393986403.
_PREFIXED = re.compile(
    r"(?P<wechat>(?:jia|j)?(?:wo|w)?(?:weixin(?:hao)?|wechat|wxh?|vx|v(?=[0-9]{6})))"
    r"|(?P<qq>(?:jia|j)?(?:qq|koukou|kk(?=[0-9]{6})|q(?=[0-9]{6})))"
)
# A name half in the account, half before it: 扣kou2876543210.
_LED = re.compile("([a-z]{2,8})[0-9]{5,}")
# "加 1694545220" alone: long enough for an account, and not "+10086".
_ADDABLE = re.compile("[1-9][0-9]{7,10}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}\s?[-./]?\s?[01]?[0-9]\s?[-./]?\s?[0-3]?[0-9]$")
_MONEY = re.compile(r"\s?(?:元|块|万|亿|w|k|%)")
_QUANTITY = re.compile(r"\s?(?:人|个|次|条|张|分|米|岁|年|月|日|mb|gb)")
# Names of things that have a digit behind: "微信 iphone15 版".
_PRODUCT = re.compile(
    r"(?:iphone|ipad|ios|macos|mac|windows|win|android|huawei|xiaomi|redmi|oppo|vivo|honor|mate|galaxy|note|version|ver)"
    r"[_-]?[0-9]+[a-z]{0,4}$"
)
# Names of platforms taken apart (力口 微 人言), and written from behind (54321cba信微加).
_WHOLE = {apart: char for char in "加信号扣群企" for apart in sorted(spellings_apart(char))}
_WHOLE |= {"氵言": "信", "雨言": "信", "企鸟": "鹅", "我鸟": "鹅", "彳山一几攵": "微"}
_APART = re.compile("|".join(_WHOLE))
_BACKWARDS = re.compile(
    r"(?:[0-9a-z_]{5,}|[0-9a-z_]{3,}\s?[号:]{1,2})[\s:]{0,2}(?:号?信微|qq我?加|扣扣|v我?加|微我?加)"
)
# Single characters pulled apart by signs, as in 加.微.信.a.b.c.1.2.3: read without them as well.
_SPELLED_OUT = re.compile(
    rf"(?:[0-9a-z{_HAN}][^0-9a-z{_HAN}\n]{{1,3}}(?=[0-9a-z{_HAN}](?![0-9a-z{_HAN}]))){{5}}|(?:(?<![^\n])[0-9a-z{_HAN}]\n){{5}}"
)


@dataclass(frozen=True, slots=True)
class Handle:
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


@dataclass(frozen=True, slots=True)
class _Names:
    """How the platforms' names are written in front of an account, and behind one."""

    before: re.Pattern[str]
    behind: re.Pattern[str]
    add: re.Pattern[str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    """Built on first use: the classes of characters by sound take a tenth of a second."""
    # 伽 is read otherwise more often, 徽 only looks like 微: both are written for them all the same.
    # The pairs refused are everyday words: 标价为, 大家未, 张家口, 增加额.
    jia = rf"(?!(?:价|家|假|加)(?:为|未|位|围|味|尾|卫)|(?<=张)家口)[+{sounding('jia')}伽]"
    jia = jia.replace("伽]", f"伽{_rare('加')}]")
    wei, xin = f"[{sounding('wei')}徽{_rare('微')}]", f"[{sounding('xin')}❤♥]"
    kou, qi, e = f"[{sounding('kou')}](?![罩味感红])", f"[{sounding('qi')}]", f"[{sounding('e')}儿]"
    hao, g = sounding("hao") + _rare("号"), _GAP
    wechat = (
        rf"(?!卫星(?![号:+])){wei}{g}{xin}|we\s?chat|wei\s?xin|v{g}(?:{xin}|x)|wx|绿泡泡|🛰"
        rf"|wei{g}{xin}|{wei}{g}xin(?![a-z])|jia\s?(?:wo\s?)?(?:wei|v)|(?<![a-z])j?w?wxh?(?![a-z])|(?<![a-z])jv"
        rf"|{jia}{g}我?{g}(?:{wei}|v)(?:{g}{xin})?|(?<![a-z])v(?=\s?[:+])|[微薇溦徽嶶](?={g}$)"
    )
    qq = (
        rf"{jia}{g}我?{g}(?:q(?:{g}q)?|{kou}(?:{g}{kou})?|裙|群|{qi}{g}{e}|[鹅俄峨])"
        rf"|q{g}q|{kou}{g}{kou}|{qi}{g}{e}|南极鸟|球球|(?<![a-z])q号?|🐧|(?:{kou}|kou)\s?(?:{kou}|kou)|(?<![a-z])j?qq|(?<![a-z])kk"
    )
    phone = "电话|手机|热线|致电|来电|拨打|联系|咨询|详询|☎|📞|(?<![a-z])tel|phone"
    telegram = "电报|飞机|telegram|(?<![a-z])tg"
    fill = rf"(?:[^0-9a-z{_HAN}@]|hao(?![a-z])|[{hao}码帐账]|方式|是|为|搜|找|我|的|群|看|名字|好友){{0,8}}"
    return _Names(
        before=re.compile(
            rf"(?:(?P<wechat>{wechat})|(?P<qq>{qq})|(?P<phone>{phone})|(?P<telegram>{telegram})){fill}$"
            r"|(?P<add>[+加]\s?$)"
        ),
        # "138… 加微", "27447053 +口"; a few words between for what only adverts write.
        behind=re.compile(
            rf"[^0-9a-z{_HAN}]{{0,4}}(?:你?可?以?{jia}{g}我?{g}(?:{wei}|v|q|{kou}|{qi}{g}{e}|群)|q{g}q(?![.a-z])"
            rf"|[{_HAN}]{{0,4}}{g}(?:{kou}{g}{kou}|{qi}{g}{e}|{jia}{g}{kou}|[+]{g}[鹅俄]"
            rf"|(?!微信|卫星|维新|威信|唯心|违心){wei}{g}{xin}))"
        ),
        add=re.compile(rf"{jia}{g}我?$"),
    )


def _rare(char: str) -> str:
    """What hardly anybody writes, and holds this character."""
    return "".join(sorted(one for one in look_alikes(char) if one not in everyday() and one > "一"))


def may_hold_handles(plain: str) -> bool:
    """A cheap screen over folded text: False only where neither handle nor invitation is."""
    return _GATE.search(plain) is not None


def is_spelled_out(plain: str) -> bool:
    """Whether folded text holds characters pulled apart one by one."""
    return _SPELLED_OUT.search(plain) is not None


def scan(reading: Reading) -> Iterator[Handle]:
    """Every handle in a message, in order of its reading; never two over the same characters."""
    if not may_hold_handles(reading.plain):
        return
    taken: list[tuple[int, int]] = []
    for folded in _readings(reading):
        for start, end, account, platform in _scan(folded.text):
            first, last = folded.span(start, end)
            if not any(first < stop and begin < last for begin, stop in taken):
                taken.append((first, last))
                yield Handle(first, last, SEPARATED.read(account), platform)


def _readings(reading: Reading) -> Iterator[Folded]:
    if is_spelled_out(reading.plain):
        yield SEPARATED.apply(reading.text)
    yield reading.folded
    if _APART.search(reading.plain):
        yield Respelled(reading.folded, _APART, _WHOLE)
    if _BACKWARDS.search(reading.plain):
        yield Backwards(reading.folded)


def _scan(plain: str) -> Iterator[tuple[int, int, str, str]]:
    matches = list(_ACCOUNT.finditer(plain))
    if "@" in plain:
        matches = sorted([*matches, *_AT.finditer(plain)], key=re.Match.start)
    floor = 0
    for match in matches:
        found = _named(plain, match, floor)
        if found is not None:
            floor = found[1]
            yield found


def _named(plain: str, match: re.Match[str], floor: int) -> tuple[int, int, str, str] | None:
    """Start, end, account and platform of a possible account; None when nothing makes it one."""
    form, account = str(match.lastgroup), match[0]
    start, end = match.span()
    if form in ("split", "email"):
        return start, end, account, "qq" if form == "split" else "email"
    if (form == "number" and not _is_number(account, plain[end : end + 4])) or _PRODUCT.match(account):
        return None
    before = _names().before.search(plain, max(floor, start - _LEFT), start)
    if before and (platform := _fits(str(before.lastgroup), form, account)):
        return before.start(), end, account, platform
    prefixed = _PREFIXED.match(account) if form == "id" else None
    if prefixed and len(account) - prefixed.end() >= _SHORTEST_NUMBER:
        added = _names().add.search(plain, max(floor, start - _LEFT), start)
        return added.start() if added else start, end, account[prefixed.end() :], str(prefixed.lastgroup)
    halved = _halved(plain, match, floor) if form == "id" else None
    if halved:
        return halved
    behind = _names().behind.match(plain, end) if form != "mention" else None
    if behind:
        return start, behind.end(), account, "qq"
    return (start, end, account, "") if form == "mobile" else None


def _halved(plain: str, match: re.Match[str], floor: int) -> tuple[int, int, str, str] | None:
    """As ``_named``, for an account that begins with the second half of a platform's name."""
    led = _LED.fullmatch(match[0])
    if led is None:
        return None
    digits = match.start() + led.end(1)
    name = _names().before.search(plain, max(floor, match.start() - _LEFT), digits)
    platform = _fits(str(name.lastgroup), "number", match[0]) if name and name.start() < match.start() else ""
    return (name.start(), match.end(), plain[digits : match.end()], platform) if name and platform else None


def _fits(named: str, form: str, account: str) -> str:
    """The platform, when an account of this form can be one there; else ""."""
    if named == "add":
        return "qq" if _ADDABLE.fullmatch(account) else ""
    if named == "telegram":  # flights have numbers too (飞机 ca1234): only with the @
        return named if form == "mention" else ""
    if named == "phone":
        return named if form in ("number", "mobile") and sum(c.isdigit() for c in account) >= _SHORTEST_PHONE else ""
    if named == "qq":
        return named if form in ("number", "mobile") else ""
    return named if form != "mention" else ""


def _is_number(account: str, after: str) -> bool:
    """Whether a run of digits can be an account: no date, no amount, no version number."""
    groups = re.split(rf"[^{_NUMERALS}]+", account)
    digits = sum(map(len, groups))
    if _DATE.match(account) or _MONEY.match(after) or (digits < 8 and _QUANTITY.match(after)):
        return False
    if "." in account and not (all(len(g) == 1 for g in groups) or all(len(g) > 2 for g in groups)):
        return False
    return digits >= _SHORTEST_NUMBER
