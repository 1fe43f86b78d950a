"""A member's polite word about a rule, told by its words (D7). Pure, and an approximation: said so where it is shown.

It must speak of the rule, be polite, be short, and hold no rude word. What it is tied to (whose offence, by a quote or
an @) is found by the caller.
"""

import re
from typing import Final

MOST: Final = 100  # characters: a longer message is a story

_ABOUT = re.compile(
    r"撤回|撤一下|群规|规则|规定|违规|违反|广告|引流|链接|刷屏|私加|加好友|(?:不要|别|不能|不可以|不让|不允许|禁止)(?:再|乱|随便|在群里)?(?:发|刷|加)"
)
_POLITE = re.compile(
    r"请|麻烦|您|亲[，,爱 ]|哈|哦|噢|呀|呢|啦|[~～]|谢谢|感谢|辛苦|不好意思|抱歉|咱们?|好吗|行吗|好不好|建议|提醒|注意"
)
_RUDE = re.compile(
    r"滚|傻|蠢|笨蛋|有病|神经病|脑残|妈的|他妈|你妈|[^a-z]sb|^sb|tmd|不要脸|闭嘴|恶心|去死|智障|白痴|贱|废物|弱智|有毛病|骗子|人渣|丢人|眼瞎|看不懂|不识字|举报你|踢了?你"
)
_ASKS = re.compile(r"(?:可以|能|能不能|可不可以)发.{0,8}[吗么?？]|怎么(?:加|发|撤)")


def is_polite_reminder(text: str) -> bool:
    """Whether a member speaks of a rule and does so kindly. A question whether one may post is none."""
    said = text.strip().lower()
    if not said or len(said) > MOST or _RUDE.search(said) or _ASKS.search(said):
        return False
    return bool(_ABOUT.search(said) and _POLITE.search(said))
