"""Is this line of a member a complaint about us? (A18, E7)

Signs add up: a defect told, a judgement passed, waiting that was too long, blame, what is demanded. They lose by
praise, by laughter, by speaking of somebody else (隔壁那家, 地铁, 我老板), by asking how or what if. What the signs do not
know a trained score may (``likely.py``): it only ever says *perhaps*. And what reads nothing like a complaint is none,
whatever sign it holds. Pure.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from qunce.kernel.i18n import N_
from qunce.kernel.verdict import Reason
from qunce.practice.desk import cues
from qunce.practice.desk.complaints.policy import likely, weights
from qunce.practice.desk.complaints.policy.likely import Model

POLICY: Final = "desk.complaint/2"
LONGEST: Final = 400  # code points
PERHAPS: Final = 0.5  # from here on somebody should look
COUNTS: Final = 0.6  # from here on it is one
DOUBT: Final = 1.0  # so far below the mark of the trained score a line is none, whatever signs it holds
AGREES: Final = 0.7  # so far below it a weak sign still makes it one to look at
LIKELY_AT_MOST: Final = 0.58  # the trained score alone never counts
READS_LIKE: Final = N_("Reads like complaints do (%(percent)s %%): a person should look.")
FUNCTIONS: Final = ("product", "it", "marketing", "service")


class Sign(NamedTuple):
    """A wording that speaks for a complaint. weight 0..1."""

    weight: float
    msgid: str
    pattern: re.Pattern[str]


class FoundComplaint(NamedTuple):
    """``spans``: the words that complain, code points in the original; strength 0..1; ``reasons``: what each span says;
    ``function``: who could mend it, "" where nothing tells."""

    strength: float
    spans: tuple[tuple[int, int], ...]
    reasons: tuple[Reason, ...]
    function: str


DEFECT: Final = Sign(
    0.5, N_("Tells of a defect: “%(words)s”."),
    re.compile(
        r"失败|闪退|[打进点]不开|[登上进]不[上了去]|[用提领刷]不了|[提取]不出|[收打]不[到通](?!也没)|没法(?:用|看|吃|穿)|不能用|报错|出错|(?:又|老是?|总是?|一直|全)[卡崩死][啊了机溃]*"
        r"|越\S{1,4}越卡|(?:是|都|又|全|送来就)?(?:(?<!高兴)(?<!乐)(?<!累)(?<!饿)(?<!吓)坏|破|碎|裂|漏|洒|压扁|压坏|糊|馊|发霉|变质|过期|掉色|开线|起球|褪色|生锈)(?:了|的|掉|得)"
        r"|不新鲜|拉肚子|闹肚子|有(?:一?[根只条个]|\S)?(?:头发|虫|苍蝇|异物|钢丝)|长虫|夹生|是生的|都凉|没熟|[漏少错](?:发|送|给|算)|[发送]错(?:货|了|款)?|少[了给发送](?:我)?[一两半]?\S?"
        r"|(?:多|重复|乱|扣)扣了?|扣了(?:我)?(?:两|三|好几|2|3)次|没(?:收|到)[到账货](?:账)?|质量(?:\S{0,4})(?:不行|差|有问题|堪忧)|开不了|连不上|全没了|白[跑交等买]|没记录|量少|一股味"
    ),
)  # fmt: skip
JUDGES: Final = Sign(
    0.5, N_("Judges harshly: “%(words)s”."),
    re.compile(
        r"(?:太|真|很|也?太|这么|那么|一次比一次|越来越|有点)(?:\S{0,2})(?:差|水|坑|烂|敷衍|过分|离谱|失望|恶心|不专业|不负责|糟|慢)|差劲|差评|坑人|骗人|被骗|骗(?:新|老)?用户|虚假|忽悠"
        r"|糊弄|耍人|耍我|恶心死|烦死|气死|急死人|受不了|忍不了|无语|服了你|真服了|什么(?:玩意|破|垃圾)|(?<!吃)(?<!倒)垃圾(?!食品|桶|分类)|不靠谱|靠谱[一点]{1,2}|没用$|一点用都没|可怜|态度(?:\S{0,3})差|说话不算[话数]"
        r"|买亏|买贵|被坑|听了个寂寞|不清不楚|差太多|完全不一样|跟没\S{1,3}一样|再也不(?:来|买|用|信)|不想要了|后悔(?:买|报|来)"
    ),
)  # fmt: skip
WAITS: Final = Sign(
    0.5, N_("Has waited too long: “%(words)s”."),
    re.compile(
        r"(?:[等排]了?|申请|催)\S{0,4}(?:\d+|[一二两三四五六七八九十半几多好]+)(?:\S{0,2})(?:小时|分钟|天|周|月|年|遍|次|上午|下午)\S{0,10}(?:没|还|才|不)|都\S{0,2}(?:\d+|[一二两三四五六七八九十半几]+)(?:个?小时|分钟|天|个?星期|周|个?月)了?\S{0,3}(?:还|没|也)"
        r"|没(?:有)?人(?:管|理|回|处理|清|联系|接|负责|解决|答复)|一直没\S{0,2}(?:回|处理|解决|到|发|给|退)|到(?:现在|今天|底)\S{0,3}(?:没|不|管)|(?:还|都|也)(?:没|不)(?:给个?说法|处理|解决|发货?|送到|联系|到账?|回我|回复)"
        r"|也?不回(?:$|消息|信息|复|我)|没个说法|不解决|(?:说|催|问|试|反映|打)了\S{0,2}(?:多少|好几|十几|几十|八百|[三四五六七八九十\d]+)(?:次|遍|个)|打不通"
    ),
)  # fmt: skip
BLAMES: Final = Sign(
    0.4, N_("Puts the blame on us: “%(words)s”."),
    re.compile(
        r"你们(?:\S{0,8})(?:不测|不管|怎么回事|什么意思|有没有|能不能|怎么老|怎么总|就是|故意|还能|凭什么|搞什么)|到底(?:管不管|怎么回事)|凭什么|故意的|能不能(?:负责|认真|靠谱|好好|管管|用心)|(?:每次|总是?|老是?|又|天天)(?:都|是)?\S{0,3}(?:迟到|拖堂|漏|错|打不开|忘|骗|发广告|说优化|复制)"
        r"|说了多少|不给(?:开|退|发|换|处理)|说清零就清零|这也叫|还不如|根本(?:没|不)|什么\S{1,4}都没有|说好\S{1,16}(?:没|不|还|却|结果)"
    ),
)  # fmt: skip
DEMANDS: Final = Sign(
    0.5, N_("Demands amends: “%(words)s”."),
    re.compile(
        r"(?<!怎么)(?<!如何)(?<!能)投诉(?!骚扰|电话是|渠道|别)|要求(?:退|赔|换|道歉)|(?:给|必须|赶紧|马上)(?:我)?(?:退[钱货款]|赔|道歉)|退[钱](?:吗|吧|！|!|$)|赔(?:我|钱|偿)|怎么(?:补偿|赔)|要个说法|给个?说法|曝光|12315|消协|工商"
    ),
)  # fmt: skip
BREAKS: Final = Sign(
    0.5, N_("Says that a promise or an expectation was not met: “%(words)s”."),
    re.compile(
        r"(?:说(?:是|好|了|过|的)|答应|承诺|宣传|写着|图上|标着)\S{0,14}[,\s]*\S{0,6}?(?:结果|却|又|现在又|实际|根本|压根|寄来|送来|到手|呢\S{0,2}(?:都|两|三|一|多))"
        r"|(?:还|又|都|也|就)(?:不让|不给|不肯|不管|不退|不换|不认(?!识|得)|不通知|不说一?声|没个|让我(?:补|交|等|重|跑|自己))|一声(?:都|也)?(?:不|没)|不通知|非(?:要|给|得|让)我"
        r"|(?:啥|什么|一[点个句]\S{0,3}|半[点个]\S{0,2})(?:都|也)(?:没|不)|白费|白等|别人(?:都)?有\S{0,8}我(?:就|却)?没|老(?:会员|用户|客户)\S{0,6}(?:还不如|没有|不认)"
    ),
)  # fmt: skip
SCORNS: Final = Sign(
    0.5, N_("Says it in scorn: “%(words)s”."),
    re.compile(
        r"几个意思|什么意思啊|是不是只会|只会(?:收钱|说|复制|道歉)|也好意思|好意思\S{1,4}的?[?？]|谁设计|看人下菜|算怎么回事|怎么(?:跟|向|和)\S{1,5}交代|不用(?:上班|睡觉|吃饭|过日子)的?[吗么]|就(?:完了|这样|这么)\S{0,3}[?？]"
        r"|第一次(?:见|遇到?)(?!这么(?:好|负责|贴心))|(?:当|把)(?:我们?|客户|用户)\S{0,3}(?:傻|韭菜|猴|冤大头|要饭)|推来推去|踢皮球|互相推|石沉大海|黑心|太狠|得太\S{1,2}了吧|坑爹|呵呵(?:了)?$|什么态度|翻白眼|甩脸|不耐烦|图什么"
    ),
)  # fmt: skip
STUCK: Final = Sign(
    0.4, N_("Could not get on: “%(words)s”."),
    re.compile(
        r"(?:根本|怎么都?|都|死活|就是|完全|永远|压根)\S{0,2}[\u4e00-\u9fff]不(?:下去?|出来?|掉|了|上|到|动|开|进去?|成|起来?)|转圈|一直(?:加载|转|显示|提示|占线|黑屏)|空白|白屏|黑屏|乱码|没反应|不转了|不亮了|不响了|不制冷|占线|找半天|半天(?:都|也|没|找|才)"
        r"|全毁|毁了|(?:快|就|还有\S{1,3}天)(?:就)?(?:到|过)期|改了[两三四五六几]?\S?[回次遍]|(?:临时|突然)(?:取消|改|换|说)|没座|没位|没货了才|全是(?:油|沙|水|灰|毛)|喝不下|吃不下去?|(?:上|送|做|发|拿|写)错了?\S{0,2}(?:还|也|又)"
    ),
)  # fmt: skip
LETS_DOWN: Final = Sign(
    0.5, N_("Was let down: “%(words)s”."),
    re.compile(
        r"一[句个点声]\S{0,3}(?:都|也)?没(?:有|见)|(?:影子|人影|回音|消息)都没|没一个\S{0,6}[的通]|凭啥|早干嘛|逗我|装(?:看不见|死|傻|瞎)|摆设|放假了[?？]|偷偷|谁来(?:解释|管|负责)|就该|过分"
        r"|还(?:要|得)(?:我|让我|自己)\S{0,4}(?:出|补|交|付|掏|跑)|收了[,，]?\S{0,2}(?:还是|却|也没|没)|(?<!现在)(?<!我)都\S{1,3}了才|\S点才[来到]|全(?:是)?(?:烂|坏|臭|湿|碎|黑)|(?:有|一股)(?:怪|异|臭|霉)?味|(?:写|念|装|做|印)错"
        r"|[吱咯]吱?响|不一样长|两个样|不敢(?:给\S{1,3}|再)?[吃用喝]|[用打接]不[上通]|答非所问|藏起来|不上心|改短|问三回|永远(?:排|在|没|不)|余额还是零"
    ),
)  # fmt: skip
SIGNS: Final = (LETS_DOWN, BREAKS, SCORNS, STUCK, DEFECT, JUDGES, WAITS, BLAMES, DEMANDS)

_TROUBLE: Final = (DEFECT, STUCK, WAITS)
_ASKS_HELP: Final = re.compile(
    r"怎么(?:办|回事|[进弄搞点退开用登领])|怎么\S{0,3}不|能[用帮]?\S{0,6}吗|帮忙?(?:看|查|我)|可以\S{0,8}吗|会\S{1,4}吗|[吗呢么]\s*\?*$|\?\s*$"
)

_OURS: Final = re.compile(
    r"你们|你家|贵店|贵司|客服|店[家里]|店员|服务员|配送员?|骑手|老师|平台|系统|app|活动|会员|订单|页面|直播|课|群(?!友)|收到的|送来|寄来|售后|群主|服务|物流|驿站|首页|推送|包邮|认证|你|发的|买回|门店|师傅|退货|下单|券|奖|改版|酒店|加急费|课程|裤子|蛋糕|今天的[汤饭菜鱼肉]"
)
_PRESSES: Final = re.compile(r"[!！]{1,}|[?？]{2,}|又|还是|一直|每次|天天|老是|再也|急|第[二三四]次|😤|😡|🤬|💢")
_PRAISE: Final = re.compile(
    r"(?<!没)(?<!不)(?<!没人)(?:谢谢|感谢|辛苦|好评|点赞|给力|太好了|很好|挺好|真好|不错|好吃(?!不)|好喝|喜欢|精彩|用心|开心|感动|划算|效率真?高|强多了|这么负责|人真好|很鲜|又[大甜香]|清爽|赞|正好|好带|会背|新鲜(?!感)|真新鲜|实在|满意|可以理解|没关系|不着急|比我想的好|质量可以)"
)
_JOKES: Final = re.compile(r"哈哈|笑死|hhh|233|\[(?:偷笑|旺柴|狗头|笑哭|捂脸|破涕为笑|呲牙|憨笑)\]|😂|🤣|🐶|😄")
_ELSEWHERE: Final = re.compile(
    r"隔壁|别[的家]|其他(?:家|平台|店)|另一家|(?:我们?|咱)(?:公司|单位|食堂|学校|小区|老板|领导|同事|邻居)|我(?:家)?(?:娃|孩子|儿子|女儿|老公|老婆|妈|爸)(?=\S{0,4}(?:气|作业|不听|又|说|今天))"
    r"|地铁|公交|堵车?|天气|下雨|股票|股市|基金跌|球赛|球队|电影|电视剧|游戏|房价|老板(?:今天|不做人|又)|冒充|骗子|骚扰|诈骗|自己(?!出|付|掏)|楼上装修|(?:小区|家里|我家)(?:停电|停水|冰箱)|(?:他们|人家)那[个边]|客户[催要]|厂里|银行|大学|喷嚏|上班路上|我家狗|我的椅子|茶水间|到公司|打卡机|袜子|结局|咖啡也没|工作|我重启"
)
_OWN: Final = re.compile(
    r"我(?:的)?(?:手机|电脑|车|屏幕|耳机|钥匙)\S{0,4}(?:坏|碎|丢|裂|没电)|我又失败|买错|忘记密码|我卡了|^我?把\S{1,6}(?:放|弄|摔|忘)|手慢|我改了\S{1,4}才"
)
_ASKS_HOW: Final = re.compile(
    r"^(?:请问|想问|问下|哪位|谁知道|有没有人)|怎么(?:才能|保存|投诉|退群|办理|查)|一般(?:要)?多久|可以(?:换|退|开)\S{0,3}吗|在哪(?:里|儿)?(?:重置|看|领|退)|是\S{1,8}的吗\W*$"
)
_IF: Final = re.compile(r"如果|要是|万一|假如|若是|会不会|怕")
_DENIED: Final = re.compile(
    r"(?:没|没有|不|从没|从来没|都没|没再|不会)(?:\S{0,2})(?:漏|坏|破|差钱|差$|坑|骗|失望|掉色|崩|卡|出错|闪退|起球)|没事|已经?(?:解决|处理好|好|到)了|问题\S{0,4}解决|终于"
)
_TO_OTHERS: Final = re.compile(r"^(?:请大家|提醒|各位|大家(?:注意|不要)|通知|公告|【)")

_FUNCTION: Final = (
    ("it", re.compile(r"登录|登不|闪退|失败|报错|bug|卡|崩|[打进]不开|系统|更新|版本|验证码|识别|密码|页面|链接|小程序|app|直播(?:一直)?卡|提示|网络", re.IGNORECASE)),
    ("marketing", re.compile(r"优惠|活动|规则|涨价|降价?|价格|券|广告|宣传|虚假|骗|抽奖|红包|赠品|小?礼品|积分|权益|会员费")),
    ("service", re.compile(r"客服|态度|没人|不回|回复|退款|退[钱货]|到账|处理|配送|送[到错]|等了|排队|物流|快递|发货|[漏少]发|预约|催|点评|迟到")),
    ("product", re.compile(r"质量|味道|难吃|凉|量|新鲜|坏|破|碎|虫|头发|掉色|开线|尺码|包装|课|讲|老师|功能|洒|肚子|生的|味|肉|菜|鱼")),
)  # fmt: skip


def find_complaint(text: str, model: Model | None = None) -> FoundComplaint | None:
    """What a member's line complains of, or None below ``PERHAPS``. Whose line it is, is the caller's business.

    model: the trained score, None for the one that ships. From ``COUNTS`` on the signs alone say it.
    """
    if not 4 <= len(text) <= LONGEST:
        return None
    if not likely.worth_reading(text):
        return None
    folded = likely.plain(text)
    model = weights.shipped() if model is None else model
    reading = likely.read(folded)
    score = likely.score(model, folded, reading, least=model.mark - DOUBT)
    if score < model.mark - DOUBT:
        return None
    met = [(sign, found) for sign in SIGNS if (found := sign.pattern.search(folded))]
    twice = sum(1 for sign, found in met if sign.pattern.search(folded, found.end()))
    strength = _strength(folded, [sign for sign, _ in met], twice) if met else 0.0
    reasons = [Reason(sign.msgid, {"words": text[found.start() : found.end()][:40]}) for sign, found in met]
    spans = sorted({found.span() for _, found in met})
    if strength < COUNTS:
        if score < model.mark - (AGREES if strength >= PERHAPS else 0.0):
            return None
        strength = max(strength, min(PERHAPS + (score - model.mark) / 50, LIKELY_AT_MOST), PERHAPS)
        spans = spans or list(reading.spans)[:3]
        reasons.append(Reason(READS_LIKE, {"percent": likely.percent(score)}))
    return FoundComplaint(round(strength, 3), tuple(spans), tuple(reasons), function_of(folded))


def _strength(folded: str, met: list[Sign], twice: int) -> float:
    strongest, *others = sorted((sign.weight for sign in met), reverse=True)
    strength = strongest + sum(weight / 2 for weight in others)
    if all(sign in _TROUBLE for sign in met) and _ASKS_HELP.search(folded):
        strength -= 0.2  # trouble told in order to ask: the desk's question, not a complaint
    strength += (
        0.1 * min(twice, 2) + 0.1 * (_OURS.search(folded) is not None) + 0.05 * (_PRESSES.search(folded) is not None)
    )
    return min(1.0, strength - sum(_losses(folded)))


def _losses(folded: str) -> Iterator[float]:
    for pattern, weight in (
        (_PRAISE, 0.45), (_JOKES, 0.4), (_ELSEWHERE, 0.55), (_OWN, 0.6), (_ASKS_HOW, 0.35), (_IF, 0.35), (_DENIED, 0.5),
        (_TO_OTHERS, 0.5),
    ):  # fmt: skip
        if pattern.search(folded):
            yield weight


def function_of(text: str) -> str:
    """Which function could mend it (E9): product, it, marketing, service; "" where nothing tells."""
    counts = {key: len({m[0] for m in pattern.finditer(text)}) for key, pattern in _FUNCTION}
    best = max(counts, key=lambda key: counts[key])
    return best if counts[best] else ""


_ME_TOO: Final = re.compile(
    r"^(?:@\S+\s*)?(?:我也|我的也|我家也|我这(?:边|儿|里)?也|俺也|一样|同样|同(?:感|款|问题)|\+1|加一|确实|是的|就是|对啊|对呀|没错|可不|\+10086|附议|支持楼上|楼上说得对|幸好)"
)


def joins(text: str) -> bool:
    """我也是, 一样: said right after a complaint, it complains of the same."""
    folded = text.translate(cues.FOLD).strip()
    return len(folded) <= 60 and _ME_TOO.match(folded) is not None and not any(True for _ in _losses(folded[:12]))


_TOO: Final = re.compile(
    r"^(?:@\S+\s*)?(?:我也|我的也|我家也|我们也|我这(?:边|儿|里)?也|俺也|一样|同样|同感|同款|同问题|\+1|加一|\+10086)"
)


def says_too(text: str) -> bool:
    """我也是, 我家也一样: the same befell them. Stronger than to agree (``joins``)."""
    folded = text.translate(cues.FOLD).strip()
    return len(folded) <= 60 and _TOO.match(folded) is not None and not any(True for _ in _losses(folded[:12]))
