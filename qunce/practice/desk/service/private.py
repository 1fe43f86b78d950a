"""Does a member ask, in the group, for a word in private? (C2, C3) And was the wish taken up? Pure.

No connector hears private chats yet; what is heard is the wish: 客服私信我, 可以私聊吗, 我私信您了.
An advert uses the same words to offer something to anybody (有需要的私我); a wish speaks to whoever serves here, or
about the asker's own matter. Telling of such messages (有人私加我) or forbidding them is neither.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.desk.policy.lines import IRC_CALL, RAW_MENTION, Line, speaks_to_member
from qunce.practice.desk.questions import classify

KIND: Final = "desk.private"
POLICY: Final = "desk.private/1"
LONGEST: Final = 60  # characters: a longer message is an advert or a story
TAKEN_WITHIN: Final = 72 * 3600
CONTEXT: Final = 5 * 60

_ACT: Final = re.compile(
    r"私(?:聊|信|我|一?下我?|发|戳)|小窗(?!户|帘|口|台)|单独(?:聊|说|问|咨询|沟通|联系)"
    r"|(?:加|联系|滴滴|戳|敲|[呼找]一?下)(?:一?下)?(?:我|你|您|客服|老师|老板|群主|店家|管理员?)(?:的?(?:微信|好友|[vV][xX]?))?"
    r"|加(?:个|一下)?(?:微信|好友)(?!支付|公众|群|小程序)"
)
# The word alone does not tell (加你 could be 加你一个): these say that private talk is meant.
_PRIVATE: Final = re.compile(
    r"私|小窗(?!户)|单独|微信|好友|[vV][xX]?(?![a-zA-Z])|(?:滴滴|戳|敲|加一?下?)我|(?:联系|加)(?:一?下)?我"
)
_OFFERS: Final = re.compile(
    r"(?:有|谁)?(?:需要|想要|想买|想做|想赚|想了解|感兴趣|有兴趣|有意|要的|想进群)的?(?:朋友|宝|亲|姐妹|老铁|家人|伙伴|小伙伴|可以|都|就|请)?[们]?.{0,6}?"
    r"(?:私|加|联系|滴|戳|扫|来)"
    r"|(?:需要|想要|感兴趣|有兴趣|有意)(?:者|的)|有意者|要的(?:私|加|联系|来|滴)|(?:私|加|联系|滴滴|戳)我?(?:领|拿|送|进|抢|报名|下单|代)"
    r"|的\s*(?:请|可以|都|就|来|老板|哥们?|人|朋友)?(?:私|加加|加我|联系|滴滴|戳)|看\S{0,4}(?:私我|私聊|加我|联系我)|跑分|[看卖买]片|资源|大额|群发"
    r"|领取|免费(?:领|送|拿|带)|兼职|日结|日赚|月入|赚钱|[副刷]单|佣金|返利|招(?:聘|人|代理|募)|代(?:理|购|办|开|刷|充|练|写)|低价|特价|批发|货源|一手|现货|转让|出售|出租|[卖出]一?(?:个|张|台|部|辆|套|件)"
    r"|贷款|套现|开户|荐股|内幕|牛股|带单|彩票|博彩|棋牌|会员代|优惠券?群|内部[价群]|诚招|合伙|稳赚|保本|高回报|包(?:教|会|过)|资源共享|互粉|拼单群|成人|约[吗炮]|减肥|祛[斑痘]|客源|推广|引流"
)
_FORBIDS: Final = re.compile(
    r"(?:不要|别|请?勿|禁止|严禁|不许|不准|不得|不可以?|不能|不允许|拒绝|谢绝|少|没事别|小心|警惕|谨防|举报|踢|防止).{0,8}(?:私|加.{0,4}(?:好友|微信|我)|小窗)"
)
_TELLS: Final = re.compile(
    r"(?:有人|谁|有个|某人|陌生人|[他她它]们?|这个?人|骗子|广告|一直|老是|总|天天).{0,6}(?:私|加)(?:信|聊|了|我|加)"
    r"|(?:被|给)(?:人|私|加)|私(?:聊|信)(?:的?都?是|里|群|会员|记录|功能|消息提)|怎么(?:回复)?私信(?:功能)?[^我你您]*$"
)
_DESK: Final = re.compile(r"客服|群主|管理员?|老板|店家|店长|掌柜|老师|工作人员|小编|负责人|商家|[您]|你们?|值班|人工")
_OWN: Final = re.compile(
    r"我(?:的|这|这个|那个|那单)|订单|单号|退款|退货|退卡|售后|账号|帐号|发票|合同|快递|会员卡|余额|密码|积分没|地址|病情|成绩|孩子的?(?:情况|成绩)|隐私|不方便(?:在)?群|群里不方便|不好在群|不便公开"
    r"|有(?:个|点|些)?(?:问题|事|情况|疑问|私事)|(?:咨询|反馈|投诉|请教|了解|聊)(?:一?下|个|点)"
)
_ASKS: Final = re.compile(
    r"(?:可以|可不可以|能|能不能|能否|方便|方不方便|是否|行不行).{0,10}[吗嘛么不？?]|[吗嘛么？?]\W*$|麻烦|请|帮忙|求"
)
_WROTE: Final = re.compile(
    r"(?:私信|私聊|私发|小窗)(?:给|发)?(?:了)?(?:你|您|客服|老师|群主|你们)(?:了|啦|一?下)?|已(?:经)?(?:私信|私聊|私发)|私(?:信|聊)(?:没人|不|没|一直没|怎么不?没?)(?:有?人)?(?:回|理|看)"
)
_HANDLE: Final = re.compile(
    r"(?:微信|[vV][xX]?|[qQ]{2}|wx)\s*(?:号)?\s*[:：]?\s*[a-zA-Z0-9][\w-]{5,}|1[3-9]\d{9}|https?://|扫码|二维码"
)

# Nothing else is said.
_BARE: Final = re.compile(
    r"(?:请|麻烦|老哥|哥|姐|亲)*(?:私(?:信|聊|发)?我?|小窗我?|加我(?:微信|好友)?|单独聊)(?:一?下|我|吧|哈|呗|谢谢)*\W*"
)


class Found(NamedTuple):
    """A wish for a private word: where it is said ([start, end) of the line) and how sure it is."""

    span: tuple[int, int]
    confidence: float


def wish_in(text: str) -> Found | None:
    """The wish in one line, taken by itself; an advert, a rule and a story are none."""
    plain = text.strip()
    if not plain or len(plain) > LONGEST:
        return None
    wrote = _WROTE.search(text)
    act = wrote or _ACT.search(text)
    if act is None or (wrote is None and not _PRIVATE.search(text)):
        return None
    if any(sign.search(plain) for sign in (_OFFERS, _FORBIDS, _HANDLE)) or (wrote is None and _TELLS.search(plain)):
        return None
    signs = [bool(_DESK.search(text)), bool(_OWN.search(text)), bool(_ASKS.search(text)), wrote is not None]
    if not any(signs) and not _BARE.fullmatch(RAW_MENTION.sub("", plain).strip()):
        return None
    return Found(act.span(), min(0.95, 0.5 + 0.15 * sum(signs)))


@dataclass(slots=True)
class Wish:
    """A wish through its life. taken: the line of a colleague that quotes or names the asker afterwards."""

    line: Line
    found: Found
    taken: Line | None = None
    again: list[int] = field(default_factory=list)


def wishes(lines: Iterable[Line], since: int, staff_ids: Collection[int], staff_names: Collection[str]) -> list[Wish]:
    """Every wish made from ``since`` on, with what became of it; feed lines from ``TAKEN_WITHIN`` earlier."""
    kept: list[Wish] = []
    live: list[Wish] = []
    before: Line | None = None
    for line in lines:
        live = [one for one in live if line.at - one.line.at <= TAKEN_WITHIN]
        if line.is_staff:
            taken = [one for one in live if _speaks_to(line, one.line)]
            for one in taken:
                one.taken = line
            live = [one for one in live if one.taken is None]
        elif line.kind == "text" and (found := wish_in(line.text)) and not _aside(line, before, staff_ids, staff_names):
            mine = next((one for one in live if one.line.person_id == line.person_id), None)
            if mine is not None:
                mine.again.append(line.id)
            else:
                live.append(Wish(line, found))
                kept.append(live[-1])
        before = line
    return [one for one in kept if one.line.at >= since]


def _speaks_to(line: Line, asked: Line) -> bool:
    if line.reply_to_id is not None:
        return line.reply_to_id == asked.id
    if asked.person_id in line.mentions or (line.quote_text and line.quote_name == asked.name):
        return True
    call = IRC_CALL.match(line.text)
    return bool(asked.name) and (f"@{asked.name}" in line.text or (call is not None and call[1] == asked.name))


def _aside(line: Line, before: Line | None, staff_ids: Collection[int], staff_names: Collection[str]) -> bool:
    """Is it said to another member: by @, by a quotation, or right after their question?"""
    if speaks_to_member(line, staff_ids, staff_names):
        return True
    if line.quote_text and line.quote_name not in staff_names:
        return line.quote_name != line.name
    if before is None or before.is_staff or before.person_id == line.person_id or line.at - before.at > CONTEXT:
        return False
    named = any(f"@{name}" in line.text for name in staff_names if name) or "客服" in line.text or "群主" in line.text
    return not named and not _OWN.search(line.text) and classify(before.text).is_question


def verdict_of(one: Wish, as_of: int, group_id: int) -> Verdict:
    """The verdict on a wish. No words are copied: the evidence points at them."""
    return Verdict(
        kind=KIND, subject=("message", one.line.id), decision="taken" if one.taken else "open",
        reasons=tuple(_reasons(one)), evidence=tuple(_evidence(one)), confidence=round(one.found.confidence, 3),
        policy=POLICY, as_of=as_of, group_id=group_id, person_id=one.line.person_id,
    )  # fmt: skip


def _reasons(one: Wish) -> Iterator[Reason]:
    yield Reason(N_("Asks for a word in private; what is said there cannot be heard."))
    if one.taken is not None:
        yield Reason(N_("A colleague spoke to them at %(taken_at)s."), {"taken_at": one.taken.at})
    else:
        yield Reason(N_("No colleague has spoken to them in the group since."))


def _evidence(one: Wish) -> Iterator[Evidence]:
    yield Evidence("message", one.line.id, N_("the wish"), span=one.found.span)
    for again in one.again:
        yield Evidence("message", again, N_("asked again"))
    if one.taken is not None:
        yield Evidence("message", one.taken.id, N_("a colleague's word"))
