"""When words are not an offer: somebody warns, forbids, quotes, reports or only asks.

An exemption never clears exact evidence by itself, it hands the message to a person: whoever
writes "不要加微信" into an advert gains a review, not a pass.
"""

import re
from functools import cached_property

from qunce.kernel.text import fold_text

_CLAUSE_END = "，。！？；、\n,.!?;~"
_FORBIDS = re.compile(
    r"(?:不要|别|勿|禁止|严禁|不许|不准|不能|不可|不得|拒绝|谨防|警惕|小心|杜绝|抵制|远离|不再|不想|不会|(?<!有)没有?|不)"
    r"(?!错过|犹豫|担心|急|忘|走开|划走|浪费|怕|限|用|收|扣|需|影响|看征信|上征信|封号|限号)"
    rf"[^{_CLAUSE_END}]{{0,6}}$"
)
_REPORTS = re.compile(
    r"举报|诈骗|被骗|骗人|骗钱|骗局|上当|曝光|(?<!代)[打发]广告(?!位)|小广告|垃圾广告|广告狗|防骗|反诈|提醒大家|提醒各位"
    r"|踢了|踢掉|踢出|管管|群规|违规|骗子(?!勿|绕|别|滚|火|远|死|多|太)"
    r"|(?<![不有没卖怕买是])(?:[都全]?是)?假的(?=[^一-鿿]|$)|把[我他她它]拉黑|拉黑了"
)
# What somebody wanted of the speaker or of a third person: told, not asked of the reader.
_TOLD = re.compile(
    r"(?:让|叫|喊|催|劝|哄|骗|忽悠|非要|一直要)(?:我|俺|咱|人家?|别人|他|她|老人|长辈|家人|大家伙)(?:[爸妈爷奶姐哥弟妹们家]{0,2})"
    rf"(?:去|来|先|也|都|再)?[^{_CLAUSE_END}]{{0,2}}$"
)
_ASKS = re.compile(
    r"(?:吗|么|嘛|呢|[?？])[^一-鿿a-z0-9]*$|^(?:请问|有没有|有谁|谁有|谁能|谁会|谁知道|哪里|哪儿|哪个|怎么|为什么|什么是|求)"
    r"|(?:有人|有谁)[^,。!?;]{0,8}(?:吗|么|嘛)|靠谱吗|是真的吗|有用吗"
)
_QUOTES = (("「", "」"), ("『", "』"), ("“", "”"), ("《", "》"), ("‘", "’"))
_CLAUSE = 24  # characters looked back for a word that forbids


def is_question(plain: str) -> bool:
    """Whether folded words ask for something."""
    return bool(_ASKS.search(plain.strip()))


class Setting:
    """What surrounds the words of one message; worked out once, asked about every hit.

    text is the original, plain its folded reading.
    """

    def __init__(self, text: str, plain: str) -> None:
        self._text = text
        self._plain = plain

    @cached_property
    def is_report(self) -> bool:
        """The message speaks about adverts and swindlers rather than being one."""
        return bool(_REPORTS.search(self._plain))

    @cached_property
    def is_question(self) -> bool:
        """The message asks for something ("有没有兼职?") rather than offering it."""
        return is_question(self._plain)

    def is_not_meant(self, start: int, end: int) -> bool:
        """What stands at text[start:end] is forbidden, quoted or reported, not offered."""
        return self.is_report or self.is_forbidden(start) or self.is_told(start) or self.is_quoted(start, end)

    def is_forbidden(self, start: int) -> bool:
        """The clause in front of text[start] forbids or denies what follows ("不要加微信")."""
        return bool(_FORBIDS.search(fold_text(self._text[max(0, start - _CLAUSE) : start])))

    def is_told(self, start: int) -> bool:
        """Somebody wanted it of the speaker ("有人让我加微信"): a story about an advert."""
        return bool(_TOLD.search(fold_text(self._text[max(0, start - _CLAUSE) : start])))

    def is_quoted(self, start: int, end: int) -> bool:
        """text[start:end] stands between quotation marks, or in a quoted line."""
        line = self._text[self._text.rfind("\n", 0, start) + 1 : start].lstrip()
        if line.startswith(">"):
            return True
        return any(
            self._text.rfind(opens, 0, start) > self._text.rfind(closes, 0, start) and self._text.find(closes, end) >= 0
            for opens, closes in _QUOTES
        )
