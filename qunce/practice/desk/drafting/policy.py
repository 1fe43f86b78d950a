"""What to look at again in a reply before it is sent (E5, E6), each with its exact span. Nothing is forbidden. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from qunce.kernel.hours import Hours
from qunce.kernel.i18n import N_
from qunce.practice.desk.drafting import tone as tones
from qunce.practice.desk.drafting.tone import PLAIN, Tone
from qunce.practice.desk.promises.policy import find_promise
from qunce.practice.desk.scripts.variables import variables

LONGEST: Final = 2_000  # characters looked at


class Fix(NamedTuple):
    """What one click does: the words of [start, end) become ``text``."""

    start: int
    end: int
    text: str


class Finding(NamedTuple):
    """Something to look at. span: code points; None: what is missing. tone: "warning" or "danger".

    why, params  msgid and its parameters; fix: None where only a person knows
    """

    kind: str
    span: tuple[int, int] | None
    why: str
    tone: str = "warning"
    params: Mapping[str, Any] = {}
    fix: Fix | None = None


class Draft(NamedTuple):
    """A reply as it stands. name: whom it is for, "" for all; now: epoch seconds UTC; hours: when the group is
    answered; tone: how the workspace wants to sound."""

    text: str
    name: str
    now: int
    hours: Hours
    tone: Tone = PLAIN


MISSING_AT = N_("Nobody is named: begin with @ so that the asker sees it.")
MISSING_GREETING = N_("No greeting: a 您好 or 谢谢 reads kinder.")
RUDE = N_("This may read as rude; the group reads along.")
ABSOLUTE = N_("An absolute word: the advertising law (art. 9) forbids it where something is praised.")
NO_TIME = N_("A promise without a time: say by when, “within an hour” can be kept.")
PHONE = N_("A telephone number in a group reply: is it a member's? Send it in private.")
BLANK = N_("Nobody knew what to put here: fill it in before it is sent.")
IDENTITY = N_("An identity card number does not belong in a group.")

_GREETING: Final = re.compile(
    r"[您你]们?好|(?:大家|各位)好|早上好|上午好|中午好|下午好|晚上好|早安|谢谢|感谢|多谢|辛苦|抱歉|不好意思|对不起|打扰|麻烦|请|亲|(?i:\bhello\b|\bhi\b|\bthank|\bsorry\b|\bplease\b)"
)
_RUDE: Final = re.compile(
    r"你是不是(?:傻|有病)|有病吧|有毛病|脑子(?:有|进)|神经病|白痴|傻[逼子瓜]|煞笔|滚(?!动|筒|烫|滚|轮|圆|瓜)|闭嘴|别(?:烦|吵)了?|烦不烦|烦死|关我(?:什么|啥)?[屁事]"
    r"|自己不会(?:看|查|搜)|自己(?:看|查|搜|找)(?:去|群?公告|说明)|不会(?:自己)?看(?:公告|说明)[吗啊？?]|说了(?:多少|几|八百)遍|都说了|没看(?:到|见)(?:公告|说明)[吗么？?]|爱[买来信要]不[买来信要]"
    r"|你懂什么|你瞎|眼瞎|少废话|废话|随便你|不想[用买]就(?:别|走|退)|有完没完|急什么急|催什么催|没(?:长)?眼"
)
# Praise without measure. What only looks so is left alone: 最近, 第一次, 唯一标识, 最多 3 张.
_ABSOLUTE: Final = re.compile(
    r"国家级|世界级|全国级|宇宙级|全网第一|全国第一|世界第一|行业第一|销量第一|排名第一|第一品牌|No\.?\s?1(?!\d)|NO\.?\s?1(?!\d)|TOP\s?1(?!\d)"
    r"|最(?:好|佳|优|强|牛|棒|便宜|低价|优惠|安全|先进|高级|高档|权威|专业|有效|划算|实惠|正宗|好吃|新鲜|健康|受欢迎|畅销|顶级|大牌)"
    r"|顶级|极品|极致|绝无仅有|史无前例|前无古人|独一无二|全球首发|全国首家|全网最低(?:价)?|永久(?:有效|免费)|万能|百分之百|100\s?%(?=有效|安全|正品|成功|好)"
    r"|(?<!不)绝对(?:有效|安全|正品|好|不会)|包治|根治|零风险|无副作用|王牌|冠军品牌|唯一(?=品牌|正品|选择|授权|官方)|国家免检|驰名商标"
)
_MILDER: Final = re.compile("最(?:好吃|好|佳|优惠|优|棒|便宜|安全|专业|有效|划算|实惠|正宗|新鲜|健康|受欢迎)")
# Where such a word praises nothing of ours: asked for, denied, quoted, or about a manner of doing.
_NOT_PRAISE: Final = re.compile(
    r"(?:不是|并非|不敢说|不能说|没有|不算|谈不上|未必|不一定是)[^,，。!！?？]{0,4}$|(?:尽|争取|想办法)[^,，。]{0,3}$|您(?:觉得|看)[^,，。]{0,4}$|怎么[^,，。]{0,3}$"
)
_BETTER_DO: Final = re.compile(r"^(?:是)?(?:先|提前|早点|别|不要|带|穿|避开|在|用|把|等)|^[^,，。]{0,6}(?:吗|呢|？|\?)")
_PHONE: Final = re.compile(r"(?<![\d])(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d{4}){2}(?!\d)")
_OURS: Final = re.compile(r"(?:客服|门店|店里|前台|我们的?|服务|售后|热线|公司|官方|咨询)[^,，。\d]{0,8}$")
_IDENTITY: Final = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)


def look(draft: Draft) -> list[Finding]:
    """All findings, what is missing first, then by place. An empty draft has none."""
    if not draft.text.strip():
        return []
    cut = draft._replace(text=draft.text[:LONGEST])
    found = [finding for check in CHECKS for finding in check(cut)]
    return sorted(found, key=lambda one: one.span or (-1, -1))


def _at(draft: Draft) -> Iterator[Finding]:
    if draft.name and not re.search(r"[@＠]" + re.escape(draft.name), draft.text):
        yield Finding("at", None, MISSING_AT, fix=Fix(0, 0, f"@{draft.name} "))


def _greeting(draft: Draft) -> Iterator[Finding]:
    if not draft.tone.greet:
        return
    counts = tones.greetings(draft.tone.greetings) if draft.tone.greetings else _GREETING
    if not counts.search(draft.text.replace(draft.name, "") if draft.name else draft.text):
        called = re.match(r"[@＠]" + re.escape(draft.name) + r"[\s\u2005]*", draft.text) if draft.name else None
        at = called.end() if called else 0
        first = draft.tone.greetings[0] if draft.tone.greetings else _usual(draft.tone.address)
        yield Finding("greeting", None, MISSING_GREETING, fix=Fix(at, at, f"{first}，"))


def _usual(address: str) -> str:
    return f"{address or tones.FORMAL}好"


def _rude(draft: Draft) -> Iterator[Finding]:
    for hit in _RUDE.finditer(draft.text):
        yield Finding("rude", hit.span(), RUDE, "danger")


def _absolute(draft: Draft) -> Iterator[Finding]:
    for hit in _ABSOLUTE.finditer(draft.text):
        before, after = draft.text[max(0, hit.start() - 12) : hit.start()], draft.text[hit.end() : hit.end() + 10]
        if _NOT_PRAISE.search(before) or (hit.group().startswith("最") and _BETTER_DO.search(after)):
            continue
        said = hit.group()
        mild = Fix(*hit.span(), f"很{said[1:]}") if _MILDER.fullmatch(said) else None
        yield Finding("absolute", hit.span(), ABSOLUTE, fix=mild)


def _promise(draft: Draft) -> Iterator[Finding]:
    promised = find_promise(draft.text, draft.now, draft.hours)
    if promised is not None and promised.due_at is None:
        yield Finding("promise", promised.span, NO_TIME)


def _private(draft: Draft) -> Iterator[Finding]:
    for hit in _IDENTITY.finditer(draft.text):
        yield Finding("identity", hit.span(), IDENTITY, "danger")
    for hit in _PHONE.finditer(draft.text):
        if not _OURS.search(draft.text[max(0, hit.start() - 20) : hit.start()]):
            yield Finding("phone", hit.span(), PHONE, "danger")


def _tone(draft: Draft) -> Iterator[Finding]:
    for one in tones.look(draft.text, draft.tone):
        fix = None if one.instead is None else Fix(*one.span, one.instead)
        yield Finding(one.kind, one.span, one.why, "danger" if one.kind == "forbidden" else "warning", one.params, fix)


def _blank(draft: Draft) -> Iterator[Finding]:
    for hit in re.finditer(r"\{([^{}\n]{1,20})\}", draft.text):
        if hit[1] in variables:
            yield Finding("blank", hit.span(), BLANK, "danger")


CHECKS: Final[tuple[Callable[[Draft], Iterator[Finding]], ...]] = (
    _at, _greeting, _rude, _absolute, _promise, _private, _tone, _blank,
)  # fmt: skip
