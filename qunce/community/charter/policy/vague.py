"""Words in rules that two people read in two ways, and what to say instead (D4: nobody may be able to argue). Pure.

Curated by hand. A word is listed only where it leaves open what is meant: 不当言论 is vague, 不要发广告 is not.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from qunce.kernel.i18n import N_


class Vague(NamedTuple):
    """A vague word as it was written, and advice (a msgid) on what to say instead."""

    word: str
    advice: str


_HOW_MANY = N_("Say how many: more than 8 messages within a minute.")
_WHEN = N_("Say what follows the first time, and what the second.")
_WHAT = N_("Name what is meant: adverts, links, insults, politics.")
_THEN = N_("Say what follows: first a private reminder, after the second time removal.")
_ALL = N_("List all that is meant: “and so on” binds nobody.")

WORDS: tuple[tuple[str, str], ...] = (
    (_HOW_MANY, "过多 过于 过度 太多 频繁 少发 大量 too much|too many|too often|frequently"),
    (_WHEN, "适当 适度 尽量 尽可能 酌情 视情况 视情节 看情况 必要时 情节严重 情节恶劣 情节较重 情节轻微 合理"),
    (_WHEN, "if necessary|appropriate|reasonable|as needed"),
    (_WHAT, "不当 不良 不文明 文明发言 文明聊天 文明交流 文明用语 正能量 负能量 敏感内容 敏感话题 敏感信息 敏感词"),
    (_WHAT, "低俗 乱发 乱说 注意言行 违规内容 违规信息 违规言论 不合适 inappropriate|bad content|be nice"),
    (
        _THEN,
        "严肃处理 从严处理 后果自负 相应处理 相应的处理 相应处罚 相关处理 作出处理 做出处理 予以处理 进行处理 进行处罚",
    ),
    (_THEN, "有权处理 一定处罚 一定的处罚 will be punished|will have consequences"),
    (_ALL, "等等 等内容 等信息 等行为 之类 诸如此类 and so on|etc."),
)


def _pattern(words: str) -> "re.Pattern[str]":
    """Chinese words are parted by spaces, English phrases by bars."""
    listed = [word for part in words.split("|") for word in ([part] if part.isascii() else _mixed(part))]
    return re.compile("|".join(rf"\b{re.escape(w)}" if w.isascii() else re.escape(w) for w in listed), re.IGNORECASE)


def _mixed(part: str) -> list[str]:
    """Chinese words, and the English phrase that may stand behind them."""
    words = part.split(" ")
    chinese = [word for word in words if not word.isascii()]
    english = " ".join(word for word in words if word.isascii())
    return [*chinese, english] if english else chinese


_LISTED = tuple((_pattern(words), advice) for advice, words in WORDS)


def vague_words(text: str) -> Iterator[Vague]:
    """The vague words of a rule, one for each piece of advice."""
    told: set[str] = set()
    for words, advice in _LISTED:
        found = words.search(text)
        if found and advice not in told:
            told.add(advice)
            yield Vague(found.group(), advice)
