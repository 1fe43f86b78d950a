"""Opposites beyond those of the repeats: a question that holds one side is never one that holds the other (E1).

The repeats' table (``desk/repeats/wording.py``) says which sides exclude each other when a question names both
matters; here stand doing and undoing, where the undoing adds a word to the doing: 置顶 / 取消置顶.
"""

import re
from typing import Final

_UNDONE: Final = re.compile(r"取消|解除|撤销|撤回|移出|移除|作废|关闭|关掉|退出|停止|禁用|解禁|不再")
_UNDOING_ASKED: Final = re.compile(
    r"(?:怎么|如何|怎样|咋|哪里|能|可以|想)[^,，]{0,4}(?:取消|解除|撤销|撤回|移出|移除|作废|停止|禁用)"
)
_SIDES: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"开始", r"结束|截止"),
        (r"开门|开业|开店|几点开|上班", r"关门|打烊|收摊|歇业|关店|几点关|下班"),
        (r"最早", r"最晚|最迟"),
        (r"最多|最大|至多", r"最少|最小|至少"),
        (r"国内|境内", r"国外|海外|境外"),
        (r"全额|全部", r"部分"),
        (r"(?<!没)(?<!没有)(?:有现货|有货|含)", r"(?:没|没有|无)(?:现货|货)|不含"),
        (r"上架", r"下架"),
        (r"恢复|找回", r"删除|删掉"),
        (r"申请|开具|怎么开(?=.{0,2}票)", r"作废|红冲"),
        (r"甜", r"咸"),
        (r"允许", r"禁止|不让|不许"),
        (r"(?<!有)买(?!了|的)|购", r"(?<!怎么)卖(?!完|光)"),
        (r"升级", r"降级"),
        (r"调高|调大", r"调低|调小"),
        (r"入住|入场|签到", r"退房|离场|签退"),
        (r"出发|去程", r"返程|回程"),
        (r"收入|赚", r"支出|亏"),
        (r"成功", r"失败"),
        (r"打得?开(?![启])", r"打不开"),
        (r"用(?:得了|得上)|才能用", r"用不了|用不上|不能用"),
    )
)  # fmt: skip


Stand = tuple[bool, bool, int, int]
"""Where a question stands: asks for the undoing, speaks of it, and two bit sets of the sides it holds."""


def stand(text: str) -> Stand:
    """Where a folded question stands; looked at once for each text."""
    first = second = 0
    for bit, (one, other) in enumerate(_SIDES):
        first |= (one.search(text) is not None) << bit
        second |= (other.search(text) is not None) << bit
    return _UNDOING_ASKED.search(text) is not None, _UNDONE.search(text) is not None, first, second


def opposed(one: Stand, other: Stand) -> bool:
    """Whether two questions stand on opposite sides: one undoes what the other does, or names the other side alone."""
    if one[0] != other[0] and not (one[1] and other[1]):
        return True
    return bool((one[2] & ~one[3]) & (other[3] & ~other[2]) | (one[3] & ~one[2]) & (other[2] & ~other[3]))
