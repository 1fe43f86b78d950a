"""Is this line of a colleague a promise, and until when? (E6)

A promise is a time together with something we will do (回复, 处理, 发给您). What only looks like one: a question, an
event's beginning, what the member is asked to do, a general rule, what somebody else said, what is past or denied.
稍等 and 马上 promise without a time: they ask for one. Pure; a line without a sign of time leaves after one scan.
"""

import re
from typing import Final, Literal, NamedTuple

from qunce.kernel.hours import Hours
from qunce.practice.desk import cues
from qunce.practice.desk.promises.policy.times import Until, times_in

POLICY: Final = "desk.promise/1"
LONGEST: Final = 300  # code points: beyond this it is an announcement or a contract

PromiseKind = Literal["timed", "untimed"]


class FoundPromise(NamedTuple):
    """What a line promises. ``span``: the words that say it, code points in the original; due_at: epoch seconds UTC,
    None for one without a time. confidence 0..1."""

    kind: PromiseKind
    span: tuple[int, int]
    due_at: int | None
    confidence: float


# One of these stands in every time expression and in every way to put somebody off.
_SIGNS: Final = frozenset(
    "分钟时点天日周期拜月号末底今明后早晚午班节年:h刻马立稍等会快久候就头就上营打收放假国十春五元中端清"
)
# Beside the desk's own fold: what promises are written with in Traditional characters and full width, one for one.
_FOLD: Final = cues.FOLD | str.maketrans(
    "０１２３４５６７８９復覆實內後週禮處結決補聯繫盡馬會兒個鐘業庫訊貨詢確認請單兩關剛還節慶號點間財務覺給內臺試辦復",
    "0123456789复复实内后周礼处结决补联系尽马会儿个钟业库讯货询确认请单两关刚还节庆号点间财务觉给内台试办复",
)
_SENTENCE: Final = re.compile(r"[^。!?;\n…]+[。!?;\n…]*")
_CLAUSE: Final = re.compile(r"[^,、]+")
# What we will do, for somebody.
_STRONG: Final = re.compile(
    r"回[复您你电]|[帮替][您你]|给到|答复|回话|回信|答案|(?:给|帮|替|为|跟|和|向|与)(?:到|大家|各位|群里|咱们?)?[您你]|[联通告反回][系知诉馈执](?:您|你|大家|给)?"
    r"|核实|核对|查[清到好询明]|处理|解决|退款|退[回给]|补[发寄偿上]|到账|打款|换[一新]|重发|补发|发货|发出|寄出|送[到达过]"
    r"|恢复|修[好复]|上线|上架|更新|搞定|弄好|办[好完妥]|安排|落实|跟进|出结果|给(?:个|一个|出)?(?:结果|方案|个?说法|准信|消息|时间|链接|名单)|公布|整理好"
    r"|发[您你]|发(?:到|在)?(?:群|您|你)|发(?:一下|出来|上来|公告|通知)|私[信聊]|打(?:个)?电话|致电|来电|回拨|做好|完成|准备好|确认(?:好|完|一下|后)?|有(?:结果|消息|答复|回复)"
)
_WILL: Final = re.compile(
    r"我(?!的)|我们|咱|这边|客服|同事|技术|师傅|仓库|财务|运营|专人|马上|预计|保证|一定|肯定|争取|尽量|最[晚迟]|会"
)
# Said of the time alone, when the next clause says what is done: "最晚明天，我给您答复".
_ASIDE: Final = re.compile(r"^[\s@\w]{0,4}$")
_ASKS_YOU: Final = re.compile(
    r"(?:的|没\S{1,8})(?:同学|家长|朋友|小伙伴|伙伴|群友|顾客|人)们?|(?:发|告诉|告知|联系|回复|私信|提供给|交给|给|通知)(?:一下)?(?:我|客服|我们|群主|管理)"
    r"|(?:请|麻烦|烦请|记得|务必|提醒|欢迎|还没|需要?|可以|要|建议)(?:大家|各位|您|你|家长|同学|没|先|在|于|尽量|提前|及时)+"
    r"|(?:大家|各位|家长们?|同学们?|亲们|没\S{0,6}的)[^,]{0,6}(?:在|于|请|记得|务必|可以|要|来)"
    r"|(?:请|麻烦)(?!稍|等|您?放心|您?稍|您?等|耐心|您?耐心|见谅|谅解|理解)"
    r"|(?<![帮给替跟为和向])(?:您|你)(?:看看|可以|能|要|来|先|就|再|在|记得|自己|需要|得|把|收到|过来|方便|试|随时)"
)
_EVENT: Final = re.compile(
    r"开[始播课抢团奖售放业会场幕门]|直播|讲座|秒杀|开抢|报名|截止|下单|拼团|成团|接龙|优惠|立减|满减|特价|打折|集合|签到|打卡|营业|打烊|上课|下课|放学|截单|活动|见面|聚|场次|票|首发|预售|价|折|涨|元|块钱?"
)
_ALL: Final = re.compile(r"大家|各位|@所有人|家人们|亲们|宝子|全体")
_ANSWERS: Final = re.compile(r"回复|答复|处理|解决|恢复|修|公布|反馈|通知|核实|退|补|给(?:您|你|结果|方案|说法)")
_GENERAL: Final = re.compile(
    r"一般|通常|正常(?:情况|来说|是)|平时|每[天日周个月次晚]|一律|都是|基本上?|规定|默认|流程|按照?(?:规|流)|服务时间|工作时间|营业时间|在线时间|客服时间|周期"
    r"|(?:付款|下单|拍下|签收|审核通过|购买|支付|申请|提交|收到货|收货|确认收货)(?:之?后|以后|起)|(?:如果|要是|若|万一|假如|只要)"
)
_REPORTED: Final = re.compile(
    r"(?<!跟[您你])(?<!和[您你])(?<!给[您你])(?<!来)(?<!再)(?<!好)(?<!细)(?<!如实)(?<!听您)(?<![您你])(?:说(?!法|明(?![天早晚儿日]))|讲(?!座|师|课|解)|写着|写的|答应|表示|承诺过|答应过|转告)(?:了|是|的|过|好|要)?[:\"「“]?"
)
_DENIED: Final = re.compile(
    r"(?:不|没|无)法|没(?:办法|法|那么)|[不没](?:了|到|完|能|会|会再|打算|准备|一定|保证|确定|敢|可能)|恐怕|可能(?:要|得|会)?(?:晚|迟|超)|做不到|来不及|未必|取消|不[用必再]"
)
_PAST: Final = re.compile(
    r"昨[天日晚]|前天|上[周个]|刚[才刚]?(?!.{0,6}(?:会|给您|给你))|已经?(?!在|收到|安排|反馈|转|提交|记|联系|为您|帮您|登记)|之前就|当时|过了"
)
_ASKS: Final = re.compile(
    r"\?\s*$|[吗么嘛]\s*[\W]*$|(?:可以|好|行|对|是)(?:不|吗|么)|能不能|是不是|有没有|多久|什么时候|啥时|几点|哪天|何时"
)
_DONE: Final = re.compile(r"[好完到过]?(?:了(?!解)|过了)")
_WILL_BE: Final = re.compile(r"就|会|能|要|可以|应该|差不多|估计|快")
_QUOTES: Final = re.compile(r"\"[^\"]*\"|「[^」]*」|『[^』]*』|《[^》]*》|【[^】]*】")
_PUT_OFF: Final = re.compile(
    r"请?(?:您|你)?(?:先)?(?:稍等|稍候|稍后|等(?:我)?(?:一?下|等|一会儿?|会儿?)(?:下)?|等我(?:看|问|查))|(?:等|待|过)(?:一)?会儿?|一会儿?|马上|立刻|立即|立马|这就|尽快|尽早|尽速|晚[点些]|迟些|回头|过[会阵]儿?|很快|第一时间"
    r"|(?:有(?:消息|结果|进展|答复)|问[到清]|查[到清]|确认)(?:了|后|之后|以后)?(?:就|再|第一时间|立即|马上)"
)
_ONLY_PUT_OFF: Final = re.compile(
    r"^(?:@\S+\s*)*(?:好的?|嗯+|收到|您好|你好|亲|哦|行|可以|在的?|OK|ok|[,\s!~～。.])*"
    r"(?:请?(?:您|你)?(?:先)?(?:稍等|稍候|稍后|等(?:我)?(?:一?下|等|会儿?|一会儿?)(?:下)?)(?:片刻|一下|一会儿?|下|哈|哦|啊|呀)?"
    r"|马上(?:来|就来|好|哈)?|这就(?:来|办|去)|一会儿?(?:哈|哦|说|回)?|晚点(?:说|看|回)?|回头(?:说|看)?|等等|尽快)"
    r"(?:[,\s]*(?:我|这边|我们)?(?:去|来|先|帮您|帮你|给您|给你)?[看查问确核][^,]{0,8})?[\s\W]*(?:哈|哦|啊|呀|哒|啦|亲)?[\s\W]*$"
)
_NOT_YET_US: Final = re.compile(
    r"(?:马上|立刻|立即|很快|一会儿?|稍后)(?:就)?(?:要)?(?:到(?:了|期|站|$)|下雨|开|放|过年|结束|截|涨|满|没了|迟到|毕业|周末|吃|下班|上课|睡|走)|(?:您|你)(?:再|先)?(?:晚点|回头|一会|马上)|快递|外卖"
)


def find_promise(text: str, said_at: int, hours: Hours) -> FoundPromise | None:
    """What a colleague's line promises, or None. ``said_at``: epoch seconds UTC; ``hours``: when the group is served.

    The earliest sentence with a time wins over one without; whose line it is, is the caller's business.
    """
    if len(text) > LONGEST or _SIGNS.isdisjoint(folded := text.translate(_FOLD)):
        return None
    folded = _QUOTES.sub(lambda said: "\0" * len(said[0]), folded)
    sentences = [(match.start(), match[0]) for match in _SENTENCE.finditer(folded)]
    untimed: FoundPromise | None = None
    for start, sentence in sentences:
        found = _timed(sentence, start, said_at, hours)
        if found is not None and found.kind == "timed":
            return found
        untimed = untimed or found or _untimed(sentence, start)
    return untimed


def _timed(sentence: str, start: int, said_at: int, hours: Hours) -> FoundPromise | None:
    if _STRONG.search(sentence) is None or _ASKS.search(sentence):
        return None
    times = times_in(sentence, said_at, hours)
    if not times:
        return None
    clauses = [(match.start(), match[0]) for match in _CLAUSE.finditer(sentence)]
    found: list[tuple[bool, FoundPromise]] = []
    for number, (at, clause) in enumerate(clauses):
        here = [one for one in times if at <= one.span[0] < at + len(clause)]
        if not here:
            continue
        before, after = "".join(c for _, c in clauses[:number]), clauses[number + 1 : number + 2]
        follow = after[0][1] if after and not _has_time(after[0], times) else ""
        one = _of_clause(clause, at, here, before, follow)
        if one is not None:
            latest = re.search(r"最[晚迟]|至多|最多", clause) is not None
            found.append((latest, one))
    if not found:
        return None
    _, best = next((one for one in found if one[0]), found[0])
    span = best.span[0] + start, best.span[1] + start
    return best._replace(span=span)


def _has_time(clause: tuple[int, str], times: list[Until]) -> bool:
    at, text = clause
    return any(at <= one.span[0] < at + len(text) for one in times)


def _of_clause(clause: str, at: int, times: list[Until], before: str, follow: str) -> FoundPromise | None:
    """A promise within one clause, what is done perhaps in the clause before or after it."""
    if _GENERAL.search(before + clause) or _DENIED.search(clause) or _PAST.search(clause) or _ASKS_YOU.search(clause):
        return None
    if _REPORTED.search(before) or _REPORTED.search(clause):
        return None
    does = next((one for one in _STRONG.finditer(clause) if not _DONE.match(clause, one.end())), None)
    if does is None and _STRONG.search(clause):
        return None  # it is told, not promised: 查到了
    if clause.rstrip(" ~!。").endswith("了") and not _WILL_BE.search(clause):
        return None
    if does is not None and clause[: does.start()].endswith(("不", "没")):
        return None
    said_beside = ""
    if does is None:
        rest = clause
        for one in times:
            rest = rest.replace(clause[one.span[0] - at : one.span[1] - at], "")
        if len(rest.strip()) > 12 and not _WILL.search(rest):
            return None
        beside = [part for part in (follow, before) if _STRONG.search(part) and not _ASKS_YOU.search(part)]
        if not beside or _DENIED.search(beside[0]):
            return None
        said_beside = beside[0]
    if _EVENT.search(clause) and not (does and _ANSWERS.search(clause)):
        return None
    if _ALL.search(clause) and not _ANSWERS.search(clause + said_beside):
        return None
    chosen = _nearest(times, at + does.start() if does else at)
    end = max(chosen.span[1], at + does.end()) if does and does.start() + at >= chosen.span[0] else chosen.span[1]
    confidence = 0.6 + 0.2 * chosen.bound + 0.1 * (does is not None) + 0.05 * bool(re.search(r"[您你]", clause))
    if chosen.due_at is None:
        return FoundPromise("untimed", (chosen.span[0], end), None, 0.6)
    return FoundPromise("timed", (chosen.span[0], end), chosen.due_at, round(confidence, 3))


def _nearest(times: list[Until], verb: int) -> Until:
    """The last time before what is done, else the first after it."""
    before = [one for one in times if one.span[0] <= verb]
    return before[-1] if before else times[0]


def _untimed(sentence: str, start: int) -> FoundPromise | None:
    """A word that puts somebody off and names no time."""
    said = _PUT_OFF.search(sentence)
    if said is None or _ASKS.search(sentence) or _NOT_YET_US.search(sentence) or _REPORTED.search(sentence):
        return None
    whole = _ONLY_PUT_OFF.match(sentence) is not None
    does = _STRONG.search(sentence)
    if not whole and (
        does is None or _ASKS_YOU.search(sentence) or _GENERAL.search(sentence) or _PAST.search(sentence)
    ):
        return None
    if not whole and _EVENT.search(sentence) and not _ANSWERS.search(sentence):
        return None
    return FoundPromise("untimed", (start + said.start(), start + said.end()), None, 0.9 if whole else 0.8)
