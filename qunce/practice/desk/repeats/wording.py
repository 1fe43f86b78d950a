"""A question taken apart: what is asked (why, how, how much …) and what about (E1).

"停车收费吗", "请问停车要钱不" and "停车免费么" differ in every word that does not matter. ``read`` strips
politeness, turns the asking phrase into a class and common synonyms into one word, and keeps
apart what makes near-misses different questions: numbers, negation, and opposites such as
加入/退出, of which a question holds one side.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from qunce.kernel.text.fold import fold_texts
from qunce.practice.desk.questions import asking_clauses


class Wording(NamedTuple):
    """A question as the comparison sees it.

    full       the folded text, letters and digits only: equal ones are exact repetitions
    asks       classes of asking phrases, e.g. {"cause"}; empty for a plain yes-or-no question
    yes_no     does it want a yes or a no?
    subject    what is left to compare, synonyms folded
    numbers    numbers and weekdays named
    negated    is something denied (A不A does not count)?
    sides      per group of opposites a bit set of the sides it holds
    """

    full: str
    asks: frozenset[str]
    yes_no: bool
    subject: str
    numbers: frozenset[str]
    negated: bool
    sides: tuple[int, ...]

    @property
    def key(self) -> tuple[object, ...]:
        """Questions with equal keys say the same in other fillers and particles."""
        return self.asks, self.yes_no, self.subject, self.numbers, self.negated, self.sides


_NOT_SAID: Final = re.compile(r"[^\w]|_")
_POLITE: Final = re.compile(
    r"请问一下|请问|你好|您好|大家好|老师|老板|客服|群主|医生|大夫|专家|亲爱的|亲(?![子戚人自友情们])|亲们|我?想问我?你?一?下?|问一?下|请教一?下?|咨询一?下"
    r"|想咨询下?|谢谢|大家|各位|帮忙看看|我?想知道|我?想了解一?下?|有没有人知道|有人知道|谁知道|麻烦|在线等|急"
)
_PARTICLE: Final = re.compile(r"[啊呀哇哦哈呢吧啦嘞哟噢]+$|(?<=[吗么嘛])[啊呀呢]")

# Asking phrases, most telling first; each is cut out of the text when it is found.
_ASKS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "cause",
            (
                r"是?怎么一?回事儿?|咋回事|是?(?:由于|因为)?(?:什么|啥|哪些|何)(?:原因|情况|引起的?|导致的?|造成的?)(?:引起|导致|造成|所致)?的?"
                r"|的?原因(?:是|有)(?:什么|啥|哪些)|怎么(?:引起|造成|导致|来)的?|为什么会?|为啥会?|为何会?|是?怎么了$|咋了$"
            ),
        ),
        (
            "care",
            (
                r"(?:有)?(?:什么|哪些)?(?:需要|要|应该?)?(?:特别)?注意的?(?:些)?(?:什么|啥|哪些|事项)(?:是什么|有哪些|有什么|吗)?"
                r"|什么是?需要注意的?|的?注意事项(?:是什么|有哪些|有什么)?|需要注意"
            ),
        ),
        (
            "do",
            (
                r"(?:应该?|该|要|需要?)?(?:怎么办|咋办|怎么做|咋做|如何是好|做什么|(?:怎么|如何|怎样|咋)去?样?"
                r"(?:处理|治疗?|医治|解决|医|缓解|调理|应对|改善|根治))(?:才|比较)?(?:好|最好|有效|最有效)?"
                r"|有?(?:什么|啥|哪些)?(?:比较)?(?:好|有效)?的?(?:治疗)?的?(?:办法|方法|方式|措施|妙招)(?:是什么|有哪些|有什么|吗|可以治疗)?"
            ),
        ),
        (
            "price",
            (
                r"(?:要|是|得|卖|花|需要?)?多少钱(?:一.)?|的?价[格钱位](?:是|要)?(?:多少|怎么样|如何)?|什么价[格位]?|售价(?:是?多少|多高)?"
                r"|怎么卖|怎么收费|收费标准|费用(?:是?多少)?|贵不贵|贵吗|(?:是|要)?几块钱?|(?:是|要)?几元"
            ),
        ),
        (
            "time",
            r"(?:什么|啥)时候|什么时间|几点(?:钟)?(?:到几点(?:钟)?)?|何时|哪天|几号|几时|(?<=..)(?<!没)(?<!有)时间(?=是|为|几|多|呢|$|能?发|安排)",
        ),
        (
            "difference",
            (
                r"(?:之间)?的?有?(?:什么|啥|何|哪些)?(?:区别|不同|差别|差异|异同)(?:是什么|在哪里?|吗|有哪些|之处)?|怎么区分|如何区分"
                r"|一样吗|是一样的吗|相同吗|是否一样"
            ),
        ),
        ("duration", r"(?:要|需要?|得)?(?:多久|多长时间|几天|多少天|几个工作日|多少个工作日)(?:才)?(?:能|会|可以)?"),
        ("where", r"(?:在|从|到|去)?(?:哪里|哪儿|哪边|哪(?=[有买能可领看找])|什么地方|何处)|在哪"),
        (
            "age",
            r"(?:适合)?(?:几岁|多大(?:年龄|年纪|岁数)?|什么年龄)(?:的?(?:孩子|宝宝|小孩|小朋友))?(?:可以|能)?[上学读]?",
        ),
        ("amount", r"多少|多[大高重远]|几(?=[个次片粒种年月度人份位名张套])"),
        ("which", r"(?:有|是|包括|包含)?(?:哪些|哪几?种|哪个|那些|那种|那个|什么样的|哪一?[种个家款])"),
        ("who", r"是?谁|哪位"),
        ("what", r"(?:是|有|叫|属于)?(?:什么|啥)样?的?"),
        (
            "can",
            (
                r"能不能够?|可不可以|可以不可以|能否够?|可否|是否可以|是否能够?|是不是(?:可以|能)|行不行|可行吗|行吗|可以[吗不]|能吗"
                r"|(?:可以|能够|能)(?=.*(?:吗|不|么|嘛|$))"
            ),
        ),
        ("need", r"需不需要|要不要|用不用|有没有必要|有必要|需要"),
        (
            "whether",
            r"是不是|是否(?:是|会|有)?|会不会|有没有|有无|(?<![展享聚宴晚年商协学开社机音演])会(?![员议计场话费所馆])(?=.*吗)",
        ),
        ("how", r"怎么样|(?:怎么|如何|怎样|咋)(?:去|才能|可以|能)?(?:弄|搞|操作)|怎么|如何|怎样|咋样|咋|好不好|好吗"),
    )
)
_YES_NO_CLASSES: Final = frozenset({"can", "need", "whether"})
_YES_NO: Final = re.compile(r"[吗么嘛]|[\u4e00-\u9fff]不$|了没$")
_TAIL: Final = re.compile(r"(?:吗|么|嘛|不|没|的|了)+$")

# Synonyms that every community uses; special vocabularies would belong to a workspace.
_SYNONYMS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("孩子", r"宝宝|小孩子?|儿童|孩纸|幼儿|婴儿|婴幼儿|小儿|小朋友|娃娃?"),
        ("经常", r"一直|老是|总是|常常|总|老(?=[流咳感发打掉])|动不动就|频繁|反复"),
        ("吃", r"服用|食用|口服|饮用|喝|吃"),
        ("治", r"治疗|医治|治愈|治好|根治|痊愈|康复"),
        ("孕妇", r"怀孕期间|怀孕的?|孕期|妊娠期?"),
        ("老人", r"老年人|老人家?"),
        ("同时", r"一起|混合|一同|一块儿?"),
        ("效果", r"疗效|作用|功效|功能|用处"),
        ("合适", r"适合|适宜|比较好|更好"),
        ("症状", r"临床表现|表现|特征|征兆"),
        ("副作用", r"毒副作用|不良反应|坏处|危害|伤害"),
        ("退", r"退款|返款|退费|退钱"),
        ("看", r"看到|观看|查看|看看"),
        ("用", r"使用"),
        ("停车", r"泊车"),
        ("外卖", r"外送|配送|送餐|送货"),
        ("预约", r"预定|预订|订位|订座"),
        ("开发票", r"开(?:具|个|张)?发?票"),
        ("优惠", r"打折|折扣|活动价"),
        ("营业", r"开门|上班|开业|打烊|关门|收摊|歇业"),
        ("参加", r"加入|参与|报名|进入|(?<![推先前引上])进(?=[a-z\u4e00-\u9fff]{0,4}群)"),
        ("补卡", r"补打卡|补签|补上打卡"),
        ("到账", r"到帐|入账|到卡"),
        ("登录", r"登陆|登入|登上"),
        ("链接", r"网址|入口"),
        ("回放", r"录播|录像|重播|回看|重看"),
        ("买", r"购买|下单|订购"),
        ("收费", r"要钱|收钱|付费"),
    )
)
TELLING: Final = 3  # characters that a clause must hold besides asking, to stand for the whole message
_TELLS_NOTHING: Final = re.compile(
    r"[^\w]|_|多少钱?|多久|什么(?:时候|地方|时间)?|啥(?:时候)?|怎么样?|如何|怎样|咋|为什么|为啥|为何|哪[里儿边个些位天]?|几[点天个]?|谁|能不能|可不可以|是不是"
    r"|有没有|要不要|会不会|可以|需要|应该|今天|明天|昨天|现在|最近|[今明昨][早晚]|[你我他她它]们?|这[个边里]?|那[个边里]?|还|能|会|要|有|是|在|去|到|办|弄|做|搞"
    r"|说|知道|[吗么嘛呢吧啊呀哦啦了的不没都也就想请问一下大家各位老师板]"
)
_FILLERS: Final = re.compile(
    r"到底|究竟|买[了的]|想|弄|搞|(?<![展享聚宴晚年商协学开社机音演])会(?![员议计场话费所馆])|一般(?:来说)?|通常|大概|左右|[啊呀]|(?<!刚)才|比较|应该|可能|主要|具体|现在|目前|平时|出现|患者|病人|患有?|(?<!申)请(?!假)|可以|能够?|需要|今儿"
    r"|你们?|您|我们?|咱们?|这个|那个|这边|这里|[的了是有对吗该应要最很太都就还着]"
)

_DIGITS: Final = {char: str(value) for value, char in enumerate("零一二三四五六七八九十")} | {"两": "2", "双": "2"}
_NUMBER: Final = re.compile(
    r"\d+(?:\.\d+)?|(?:周|星期|礼拜)[一二三四五六日天末]|[a-z]+\d*|第?[一二三四五六七八九十两双百千]+"
    r"(?=[岁月天周年次盒片粒份人元块号楼层级课节期档价折型讲小])|第[一二三四五六七八九十]+|[二三四五六七八九十两]+(?=个)"
)
_NO_NUMBER: Final = frozenset("一")
_A_NOT_A: Final = re.compile(r"([\u4e00-\u9fff]{1,2})[不没]\1|有没有|不$|了没$")
_NEGATION: Final = re.compile(
    r"不(?!良|舒|知|同|错|过|起|只|少|懂|好意思)|没(?!有?关系)|无法|无(?=[法需须])|别(?=[吃用喝点去])|禁止|忌"
)

# Sides that exclude each other: a question about one side is never one about another.
_OPPOSITES: Final[tuple[tuple[re.Pattern[str], ...], ...]] = tuple(
    tuple(re.compile(side) for side in group)
    for group in (
        (r"加入|进群|入群|报名|参加|(?<!不)进(?=入?.*群)", r"退出|退群|离开|取消|退订|退掉"),
        (r"开通|打开|开启|怎么开(?!票|发)|如何开(?!票|发)", r"关闭|关掉|怎么关|如何关|停用|停掉"),
        (r"充值|存(?=钱|入|款)|充(?=钱|话)", r"提现|提款|取现|取(?=款|出来|钱)|转出"),
        (r"(?<!有)买(?!了|的)|购", r"(?<!怎么)(?<!有)(?<!在)卖(?!完|光)|出售|转让"),
        (r"(?<!解)绑定|(?<!解)绑(?=卡)", r"解绑|解除绑定"),
        (r"增加|提高|提升|上调|涨", r"减少|降低|下调|降(?!落)"),
        (r"(?<!退出)登录", r"退出登录|登出|注销"),
        (r"注册|开户", r"注销|销户"),
        (r"发货|寄出", r"到货|收货|送达|签收"),
        (r"早上|上午|早餐|早饭", r"中午|午餐|午饭", r"下午|下午茶", r"晚上|晚餐|晚饭|今晚|夜宵"),
        (r"今天|今日|今晚", r"明天|明日|明晚", r"昨天|昨日|昨晚", r"后天", r"周末"),
        (r"上周|上个?星期|上个?礼拜", r"下周|下个?星期|下个?礼拜", r"本周|这周|这个?星期"),
        (r"上个?月", r"下个?月", r"这个?月|本月"),
        (r"[饭餐]前|之前|以前", r"[饭餐]后|之后|以后|饭钱"),
        (r"大份|大杯|大号", r"小份|小杯|小号", r"中份|中杯|中号"),
        (r"大人|成人|家长", r"孩子|宝宝|小孩|儿童|小儿|婴儿", r"孕妇|怀孕", r"老人|老年"),
        (r"老会员|老用户|老客", r"新会员|新用户|新客|新人"),
        (r"男", r"女"),
        (r"线上|网上", r"线下|门店|到店"),
        (r"自提|自取", r"配送|外送|外卖|送货|送餐"),
        (r"安卓|android", r"苹果|ios|iphone"),
        (r"微信", r"支付宝"),
        (r"电脑|网页", r"手机|app"),
        (r"变大|太大|大了", r"变小|太小|小了"),
        (r"高(?!新|级|手|考)", r"低"),
        (r"快(?!递|乐|捷)", r"慢"),
        (r"热(?!线|门|闹)", r"冷|冰"),
        (r"急性", r"慢性"),
        (r"阳性", r"阴性"),
        (r"胶囊", r"颗粒", r"口服液", r"片(?!子)"),
        (r"左", r"右"),
    )
)  # fmt: skip
OPPOSITE_GROUPS: Final = len(_OPPOSITES)


def read_all(texts: Sequence[str]) -> list[Wording]:
    """Each question taken apart; folding is done in one pass over all."""
    cores = [_core(text) for text in texts]
    folded = fold_texts(texts)
    other = [number for number, text in enumerate(texts) if cores[number] != text]
    folded_core = dict(zip(other, fold_texts([cores[number] for number in other]), strict=True))
    return [_read(whole, folded_core.get(number, whole)) for number, whole in enumerate(folded)]


def _core(text: str) -> str:
    """The first clause that asks and names its subject itself: what stands around it is the asker's story."""
    spans = asking_clauses(text)
    if len(spans) == 1 and spans[0] == (0, len(text)):
        return text
    clauses = (text[start:end] for start, end in spans)
    return next((clause for clause in clauses if len(_TELLS_NOTHING.sub("", clause)) >= TELLING), text)


def _said(folded: str) -> str:
    said = _NOT_SAID.sub("", folded)
    return _PARTICLE.sub("", _POLITE.sub("", said)) or said


def _read(folded: str, core: str) -> Wording:
    full = _said(folded)
    asked = _said(core)
    rest, asks = asked, set()
    for name, pattern in _ASKS:
        cut = pattern.sub("", rest)
        if cut != rest:
            asks.add(name)
            rest = cut
    if asks - _YES_NO_CLASSES:  # "多久能好" asks how long, not whether
        asks -= _YES_NO_CLASSES
    topic = _TAIL.sub("", rest)
    subject = topic
    for word, pattern in _SYNONYMS:
        subject = pattern.sub(word, subject)
    subject = _FILLERS.sub("", subject) or topic or asked
    yes_no = bool(asks & _YES_NO_CLASSES) or (not asks and _YES_NO.search(asked) is not None)
    return Wording(
        full=full,
        asks=frozenset(asks),
        yes_no=yes_no,
        subject=subject,
        numbers=_numbers(full),
        negated=_NEGATION.search(_A_NOT_A.sub("", asked)) is not None,
        sides=tuple(_sides(full, group) for group in _OPPOSITES),
    )


def _numbers(full: str) -> frozenset[str]:
    found = set()
    for token in _NUMBER.findall(full):
        plain = "".join(_DIGITS.get(char, char) for char in token.removeprefix("第"))
        if token not in _NO_NUMBER:
            found.add(plain.replace("星期", "周").replace("礼拜", "周").replace("周天", "周日"))
    return frozenset(found)


def _sides(full: str, group: tuple[re.Pattern[str], ...]) -> int:
    return sum(1 << bit for bit, side in enumerate(group) if side.search(full))
