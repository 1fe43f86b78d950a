"""Who acknowledged an announcement by what they wrote after it (D4, D5). Pure.

    how_clear(text)             "clear" (收到, 同意, 已阅), "weak" (好的, 1, 👌) or None
    acknowledged(heard, at, …)  person → the message by which they did

Every word of a reply must be one that agrees: "收到货了吗", "不同意", "没收到" hold one and are none. A weak word
counts as a quote of the announcement, or soon after it while no colleague has said anything else. After a colleague
asked for replies to something else, only a quote counts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from qunce.kernel.text import fold_text

CLEAR = (
    "收到", "同意", "已阅", "已读", "阅", "知悉", "知晓", "遵守", "支持", "赞成", "认可", "拥护", "接受",
    "照做", "配合", "已看", "看过", "看到", "received", "noted", "agreed", "agree", "gotit", "read", "roger",
)  # fmt: skip
WEAK = (
    "没问题", "知道", "明白", "了解", "好", "可以", "行", "成", "嗯", "恩", "是", "ok", "okay", "okk", "1", "k", "yes",
    "sure", "fine", "👌", "👍", "🆗",
    "🫡", "[ok]", "[强]", "[好的]", "[抱拳]", "[握手]", "[嘿哈]",
)  # fmt: skip
# What may stand around them without changing them.
AROUND = (
    "的", "了", "啦", "哈", "呀", "哦", "噢", "喽", "哒", "滴", "呢", "啊", "嘞", "吧", "已经", "已", "我们", "我",
    "都", "全部", "完全", "一定", "坚决", "必须", "会", "并", "也", "谢谢", "感谢", "辛苦", "群主", "老师", "管理员",
    "管理", "大家", "亲", "群规", "规则", "新规", "公告", "请放心", "放心", "你", "您", "+",
    "thanks", "thankyou", "thx", "i", "have", "it", "the", "rules",
    "🌹", "🙏", "😊", "😄", "❤", "[玫瑰]", "[合十]", "[微笑]", "[呲牙]",
)  # fmt: skip
_MENTION = re.compile(r"[@＠]\S+")
_NOTHING = re.compile(r"[\s,，。.!！~～、;；:：…\-—️🏻-🏿]+")


def _pattern(*lists: Iterable[str]) -> "re.Pattern[str]":
    words = sorted({word for words in lists for word in words}, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words))


_CLEAR, _ANY = _pattern(CLEAR), re.compile(f"(?:{_pattern(CLEAR, WEAK, AROUND).pattern})+")
_WEAK = _pattern(WEAK)
LONGEST = 40  # characters; who writes more says more than that

Clarity = Literal["clear", "weak"]


def how_clear(text: str) -> Clarity | None:
    """Whether a message is nothing but an acknowledgement, and how plain a one."""
    if len(text) > LONGEST or "?" in text or "？" in text:
        return None
    bare = _NOTHING.sub("", fold_text(_MENTION.sub("", text)).replace("@", ""))
    if not bare or not _ANY.fullmatch(bare):
        return None
    if _CLEAR.search(bare):
        return "clear"
    return "weak" if _WEAK.search(bare) else None


@dataclass(frozen=True, slots=True)
class Heard:
    """A message after the announcement. at: epoch seconds UTC; quotes: it quotes the announcement."""

    id: int
    person_id: int
    at: int
    text: str
    is_staff: bool = False
    quotes: bool = False


AT_ONCE = 30 * 60  # seconds in which "好的" still speaks of what was announced
WITHIN = 14 * 86_400  # seconds; later replies are to something else unless they quote it
_ASKS = re.compile(
    r"(?:收到|已读|看到|知道|同意|参加|报名|需要).{0,4}(?:请)?(?:回复|回个|回一|扣|打)"
    r"|回复.{0,3}(?:收到|1|同意)|扣\s*1|接龙"
)


def acknowledged(heard: Iterable[Heard], announced_at: int) -> dict[int, Heard]:
    """Person id → the first message by which they acknowledged. ``heard``: what was said after the announcement, in
    time order, without the announcement itself. Colleagues' own replies do not count.
    """
    found: dict[int, Heard] = {}
    undisturbed, sole = True, True
    for said in heard:
        if said.is_staff:
            undisturbed = False
            sole = sole and not _ASKS.search(said.text)
            continue
        if said.person_id not in found and _counts(said, said.at - announced_at, undisturbed, sole):
            found[said.person_id] = said
    return found


def _counts(said: Heard, after: int, undisturbed: bool, sole: bool) -> bool:
    clarity = how_clear(said.text)
    if clarity is None or after < 0:
        return False
    if said.quotes:
        return True
    if clarity == "weak":
        return undisturbed and after <= AT_ONCE
    return sole and after <= WITHIN
