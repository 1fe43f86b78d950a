"""A line that puts the asker off or promises an answer: a first reply, not the answer (E3, E6).

稍等 and 一小时内回复您 leave the question open. They answer only who asked for nothing else: 几点发货 is answered by
三点前给您发出. A line that also says what was asked for (满30包邮，晚点发您链接) is an answer.
"""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from qunce.practice.desk.policy.lines import IRC_CALL, RAW_MENTION, content, pieces, shared
from qunce.practice.desk.promises.policy.finding import FoundPromise


class Held(NamedTuple):
    """A line that put an asker off. ``number``: which line of the group it was; ``due_at``: the time promised.

    ``how`` ties it to the asker: quote, mention, or near (inferred).
    """

    id: int
    at: int
    number: int
    due_at: int | None
    precision: int
    person_id: int = 0
    how: str = "near"


_YES_NO: Final = re.compile(r"[吗嘛么]\s*\W*$|能不能|可不可以|可以不|行不行|是不是|有没有|[能会要]否|没有\s*\W*$")
# Wants to know, or to have it done, in such words that only the thing itself is an answer.
_WISH: Final = re.compile(r"[帮替给]我|帮忙|帮看|帮查|麻烦")
_LOOKS: Final = re.compile(
    r"回[复您你电话信]|[答回]复|答案"
    r"|[看查问核确](?:一?下|[看实对清明到认]|询)|看看|问问|查查|反馈|联系|告[诉知]|通知|解答|说明|结果|准信|说法|跟进|核实|处理|解决|搞定"
)
_CLAUSE: Final = re.compile(r"[^,，、。.!！?？;；~～\n…\s]+")
_COURTESY: Final = re.compile(
    r"^(?:您好|你好|好的?|好嘞|好滴|嗯+|收到|哦+|亲+|在的?|行|没问题|明白|了解|抱歉|不好意思|对不起|久等了?|谢谢|感谢|辛苦|放心|别急|不急"
    r"|老师|同学|家长|朋友|宝|哈|呀|啊|哒|啦|请您?放心|请您?谅解|非常|实在|让?您?久等|理解|见谅|请|您|先|的|了|这边|我们?|马上)+$"
)
# Says only that somebody is looking: 我去问下技术, 这个要查一下, 记下了.
_LOOKING: Final = re.compile(
    r"(?:我|我们|咱|这边|同事|客服|技术|仓库|财务|师傅|店长|老师|这个|您的|这就|马上|正在|先|需要|要|得|在|去|来|帮|给|替|跟|找|向)"
    r"{0,8}[^,，]{0,8}(?:[看查问核确](?:一?下|[看实对清明到认]|询|过)|问问|看看|查查|反馈|记下|登记|转[给告达]|上报|提交|沟通|处理|跟进|问[^,，]{1,6}$|核对)"
)
_FACT: Final = re.compile(
    r"\d|[点按进打]开|[点按]\S{0,6}[右左上下]|https?:|就[行可好]|延迟|故障|维护中|是\S{1,8}的$|有[一二三两四五六七八九十]"
)
_SAYS: Final = re.compile(
    r"^(?:可以|不可以|能|不能|有|没有|没|是|不是|会|不会|要|不要|不用|对|支持|不支持|送|不送|收|不收|够|来得及|来不及)"
)


def puts_off(asked: str, said: str, found: FoundPromise, named: Collection[str] = ()) -> bool:
    """Does the line only hold the asker of ``asked`` off? ``found``: what it promises; ``named``: whom it speaks to."""
    if found.kind == "timed" and not _only_looks(asked, said, found):
        return False
    wanted = content(asked)
    return not any(_tells(asked, wanted, clause) for clause in _rest(said, found, named))


def _only_looks(asked: str, said: str, found: FoundPromise) -> bool:
    """Is a reply promised, or what was begged for? The time of another deed (今晚8点前发到群里) is news."""
    start, end = found.span
    return _LOOKS.search(said[max(0, start - 6) : end + 6]) is not None or _WISH.search(asked) is not None


def _rest(said: str, found: FoundPromise, named: Collection[str]) -> list[str]:
    """What the line says beside the promise, clause by clause."""
    start, end = found.span
    blank = said[:start] + "\0" * (end - start) + said[end:]
    for name in named:
        blank = blank.replace(f"@{name}", " ")
    blank = RAW_MENTION.sub(lambda m: " " * len(m[0]), blank)
    blank = IRC_CALL.sub("", blank)
    return [clause[0] for clause in _CLAUSE.finditer(blank)]


def _tells(asked: str, wanted: frozenset[str], clause: str) -> bool:
    """Does a clause say something of what was asked?"""
    if "\0" in clause:  # the promise's own clause: only what is long beside it can be news
        outside = clause.replace("\0", "")
        return len(outside) > 16 and shared(wanted, pieces(outside)) >= 0.5
    if _COURTESY.match(clause) or _LOOKING.search(clause):
        return False
    if _SAYS.match(clause) and _YES_NO.search(asked) and not _WISH.search(asked):
        return True
    return len(clause) >= 5 and (
        shared(wanted, pieces(clause)) >= 0.25 or re.search(r"\d|[点按进打]开|右上|左下", clause) is not None
    )
