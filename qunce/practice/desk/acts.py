"""What a line does in a conversation besides asking: thanks, takes an answer, gives up, chats (E3, E5)."""

import re
from string import ascii_letters
from typing import Final

_END = r"[\s\W]*$"

# One of these stands in every thanks, acceptance or "found it": a cheap first look.
CLOSING_SIGNS: Final = frozenset(
    "啦谢蟹感辛好行收明懂了解清知嗯哦噢原这可有太得学受靠已不没处当忽眼自别3" + ascii_letters + "\u212a\u017f"
)
THANKS: Final = re.compile(
    r"谢谢|感谢|多谢|谢啦|谢了|谢过|谢群主|谢老|蟹蟹|3q|辛苦(?:了|啦|您)|(?i:\bthx\b|\bthanks?\b|\bty\b"
    r"|\bcheers\b)"
)
ACCEPTS: Final = re.compile(
    r"^(?:好(?:的|嘞|滴|哒|咧|呢|吧|啊)*|行(?:的|吧)?|收到(?:了|啦)?|明白(?:了|啦)?|懂了|了解(?:了|啦)?"
    r"|清楚了|知道(?:了|啦)"
    r"|嗯+(?:呢|好的?)?|哦+(?:好的?|这样|明白了?|懂了)?|噢+|原来(?:如此|这样)|这样啊|可以了|有用|太好了|得嘞"
    r"|(?i:ok(?:ay|k+)?|got it|i see|ah+|great|perfect|cool|nice|works|that works|understood|alright))" + _END
)
RESOLVED: Final = re.compile(
    r"(?<!没)(?<!没有)(?:找到|问到|查到|看到|搞定|弄好|搞好|整好|解决|修好|处理好)(?:了|啦)|已解决"
    r"|已经?(?:好|可以|解决|找到)了"
    r"|^(?:现在)?(?:好了|可以了|行了)|不用了|不需要了|没事了|知道了[,，。 ].*(?:是|在|要|得)"
    r"|(?i:never ?mind|\bnvm\b|\bsolved\b|fixed it|it works now|working now|figured (?:it )?out|found it)"
)
BY_ONESELF: Final = re.compile(
    r"自己(?:找|解决|弄|看|查|搞|摸索|琢磨)|当我没[问说]|(?:不用|别)(?:管|理)我|忽略我|眼瞎"
    r"|原来(?:是|在|要|得)|知道了[,，。 ].*(?:是|在|要|得)"
    r"|(?i:figured (?:it )?out|found it myself)"
)
# Begins by taking what was said and goes on: "太好了 我给你送过去".
TAKES_UP: Final = re.compile(
    r"^(?:太好了|好评|明白了?|懂了|了解了?|原来如此|有道理|学到了|受教了?|靠谱|收到|好的|好嘞|行)"
    r"(?=[\s,，。!！~～])[^?？]{1,16}$"
)
ME_TOO: Final = re.compile(
    r"^(?:同问|同求|同样的问题|\+1|加一|我也(?:想知道|想问|是这个问题|要问)|也想(?:知道|问)|蹲(?:一个|个"
    r"|一下)?|蹲蹲|插眼"
    r"|(?i:me too|same (?:here|question|problem)))" + _END
)
# Thanks for something else than an answer.
THANKS_FOR_OTHER: Final = re.compile(r"(?:谢|感谢)[^,，。]{0,8}(?:红包|分享|支持|邀请|款待|关注|光临|群主拉|陪伴)")
_SMALL = re.compile(
    r"^(?:[哈嘿呵嘻hH]+|6+|[啊哦噢嗯呃额唉哎]+|早(?:上好|安|啊|呀)?|晚安|大家早|赞+|牛+|厉害|可以可以"
    r"|同感|羡慕|真好|不错|加油|欢迎(?:新人|欢迎)*"
    r"|恭喜|支持|同意|顶|赞同|妙啊?|服了|围观|路过|馋了|饿了|困了|可爱|前辈|确实|真的|太真实了?|扎心了?|泪目|学习了|[?？]?好家伙"
    r"|\[[^\[\]]{1,8}\]|[\U0001F300-\U0001FAFF\u2600-\u27bf\uFE0F]+|lol|haha+|:\)|:D|笑死|绝了|打卡"
    r"|\W+)+$"
)
# Says good morning or welcome; what follows is meant for all. "您好，…" is how an answer begins and is none of these.
_GREETING = re.compile(
    r"^(?:@所有人\s*)?(?:[\U0001F300-\U0001FAFF\u2600-\u27bf\uFE0F\s]*)(?:嗨|哈喽|hi|hello)?[,，\s]*"
    r"(?:大家|各位|朋友们|家人们|亲们|宝子们|老师们|家长们|群友们?|小伙伴们?)*[,，\s]*"
    r"(?:早上好|早安|早啊|早呀|早(?=[\s,，、~～!！。]|$)|上午好|中午好|午安|下午好|晚上好|晚好|晚安"
    r"|(?<=家)好(?=[\s,，~～!！。]|$)|(?<=位)好(?=[\s,，~～!！。]|$)"
    r"|周末愉快|(?:新年|节日|中秋|国庆|元旦|春节|圣诞)快乐|欢迎(?=新|大家|各位|加入|入群|进群|欢迎|[\s,，~～!！。🎉👏]|$)|来啦来啦|报到)"
)
_BROADCAST = re.compile(r"^(?:@所有人|各位|大家(?!都)|亲爱的|【|通知|公告|提醒|温馨提示|⏰|📢|🔔|#)")
_REPORTS = re.compile(
    r"已经?(?:好|恢复|修|换|解决|处理)|恢复|修复|抱歉|不好意思|对不起|正在(?:处理|修|查|核实|排查)|预计"
    r"|(?i:fixed|sorry|back up)"
)
_CHECK_IN = re.compile(r"打卡|补(?:昨天|今天|前天)?的?卡[:：]|第\s*\d+\s*天|\bD\d{1,3}\b|^#|接龙")
# "May I ask" and no more: the question itself comes in the next line.
OPENER: Final = re.compile(
    r"^(?:你好|您好|老师|老板|大家好|各位|大家)*[,，\s]*(?:我?想?(?:请问|请教|咨询|问)(?:大家|各位|老师|老板)?(?:一?下|个问题|个事)?|打听个?事?)"
    + _END
)
BACKCHANNEL: Final = re.compile(
    r"^(?:真的[吗么]?|真的假的|是[吗么]|对吧|啥|什么|为什么|为啥|怎么(?:了|说|回事)?|咋(?:了|回事)?|谁"
    r"|哪个|哪里|哪儿|然后呢|你呢|(?i:really|what|why|huh|who|wat))"
    r"[?？!！~。]*$"
)
_YES_NO: Final = re.compile(
    r"^(?:可以|能|不能|不可以|有|没有|没|还有|还没|是的?|不是|对|会|不会|要|不要|不用|不需要|需要|行|不行"
    r"|收|不收|好(?:的|呀|啊|嘞|哒|滴|吧)?(?=[\s,，。!！~～]|$)|在|在的|来了|来得及|够"
    r"|来不及|嗯|送|不送|支持|不支持|都|已经|现在|目前|暂时|得|应该|抱歉|不好意思|亲|您好|你好|(?i:yes"
    r"|yep|yeah|no|nope|sure|it does|you can|not yet))"
)
_NUMBER: Final = re.compile(
    r"\d|[一二三四五六七八九十两百千万半]+(?:点|元|块|个|天|月|号|位|份|次|小时|分钟|年|级|楼|层|折)|免费"
    r"|不要钱"
)
_PLACE: Final = re.compile(r"在|去|从|到|群文件|公告|链接|https?://|点击|左|右|楼|路|口|旁|下方|底部|菜单")
_EXPLAINS: Final = re.compile(
    r"因为|由于|先|然后|再|点|进|可以|需要|打开|联系|找|发|看|用|试|您|你|按|选|填|直接|[，,]|(?i:you|try"
    r"|use|because|go to|need)"
)
# Which shape of answer fits which wording of the question.
_SHAPES: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (
        re.compile(r"多少|几|多[久长大高远重早钱]|什么时候|啥时|何时|(?i:how (?:much|many|long|often)|when)"),
        _NUMBER,
    ),
    (re.compile(r"哪(?:里|儿|边|家|个|买|领|看|找)|在哪|何处|链接|地址|(?i:where|which)"), _PLACE),
    (re.compile(r"怎|咋|如何|为什么|为啥|为何|什么|啥|谁|(?i:how|why|what|who)"), _EXPLAINS),
    (re.compile(r"有没有|[还]?有[^,，]{1,12}[吗么嘛没不]"), re.compile(r"[还没]有|有的|剩|没了|完了|光了|收")),
    (re.compile(r"吗|么|不|没|是否|能否|嘛|呢|还是|(?i:can|could|does|do|is|are|any)"), _YES_NO),
)


# One of these stands in every match of THANKS and of RESOLVED.
_THANKS_SIGNS: Final = frozenset("谢蟹辛qtTcC")
_RESOLVED_SIGNS: Final = frozenset("了啦决nNsSfFwW\u017f")


def thanks(text: str) -> bool:
    """Does the line thank for an answer, and not for a gift or a visit?"""
    if _THANKS_SIGNS.isdisjoint(text):
        return False
    return THANKS.search(text) is not None and THANKS_FOR_OTHER.search(text) is None


def resolved(text: str) -> bool:
    """Does the asker say that the matter is settled?"""
    return not _RESOLVED_SIGNS.isdisjoint(text) and RESOLVED.search(text) is not None


def greets(text: str) -> bool:
    """Good morning, welcome: never an answer by its place alone, whatever the line goes on to say."""
    return _GREETING.match(text) is not None


def speaks_to_all(text: str) -> bool:
    """An announcement, a check-in, a greeting: it answers only what it speaks of."""
    return greets(text) or _BROADCAST.match(text) is not None or _CHECK_IN.search(text) is not None


def reports(text: str) -> bool:
    """Tells all what went wrong and how it stands: so it answers whoever asked just before, in whatever words."""
    return _REPORTS.search(text) is not None and not greets(text)


def is_small_talk(text: str) -> bool:
    """Laughter, greetings, stickers, a lone 6: said next, yet no answer to anything."""
    return len(text) <= 24 and _SMALL.match(text) is not None


def shapes_wanted(question: str) -> tuple[re.Pattern[str], ...]:
    """The shapes an answer may have: a number, a place, an explanation, a yes or no."""
    return tuple(shape for asked, shape in _SHAPES if asked.search(question))


_DID = re.compile(r"([\u4e00-\u9fff])[了过着]?(?:吗|么|嘛|没有?|不)[\s\W]*$")


def echoes(question: str, answer: str) -> bool:
    """ "涨了吗" – "涨了，…": the answer begins with the question's own verb, or denies it."""
    asked = _DID.search(question)
    return asked is not None and answer.lstrip("不没").startswith(asked[1])


def fits(wanted: tuple[re.Pattern[str], ...], answer: str) -> bool:
    """Has ``answer`` one of the shapes that ``shapes_wanted`` gave for the question?"""
    return any(shape.search(answer) for shape in wanted)
