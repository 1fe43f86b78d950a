"""The four kinds of group of the demo story (design 7): name, charter, words, dialect, how much is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.community.charter.types import ActivityFloor, EffectiveCharter, Rule, ServiceHours
from qunce.demo.model import ChannelCost

Minutes = tuple[int, int]


def _week(weekdays: tuple[Minutes, ...], saturday: tuple[Minutes, ...], sunday: tuple[Minutes, ...]) -> ServiceHours:
    return ServiceHours(shifts=(weekdays,) * 5 + (saturday, sunday), next_day=60)


@dataclass(frozen=True, slots=True)
class Archetype:
    """``names`` and ``towers`` go round for further groups; ``target`` = messages in ``DAYS`` days."""

    key: str
    names: tuple[str, ...]
    towers: tuple[str, ...]
    charter: EffectiveCharter
    dialects: tuple[str, ...]
    target: int
    member_prefix: str
    words: Mapping[str, Sequence[str]]
    costs: tuple[ChannelCost, ...] = ()

    def name(self, index: int) -> str:
        """The name of the index-th group of this kind."""
        place = self.towers[index % len(self.towers)]
        turn = index // len(self.towers)
        return self.names[index % len(self.names)].format(place=place, n=index + 1) + (f"·{turn + 1}" if turn else "")


TOWERS = (
    "云杉大厦", "天河中心", "滨江国际", "望海大厦", "星光广场", "银杏科技园", "华南大厦B座", "金枫中心",
    "长虹大厦", "南湾智园", "时代金融中心", "白塔路写字楼", "东湖天地", "丰收大厦",
)  # fmt: skip
CITIES = ("深圳", "广州", "厦门", "杭州", "东莞", "佛山", "成都", "武汉", "长沙", "苏州", "宁波", "青岛")
CLASSES = (*"三四五六七八九一二", "十", "十一", "十二")

RESTAURANT = Archetype(
    key="restaurant",
    names=("小满食堂·{place}福利群",),
    towers=TOWERS,
    charter=EffectiveCharter(
        purpose="sales",
        theme="写字楼午餐：每天吃什么，怎么吃得划算",
        audience="云杉大厦及周边的上班族",
        value_proposition="10:30看菜单接龙，三人拼团7.5折，每周抢霸王餐卡，有问题半小时内有人管",
        service_hours=_week(((540, 1260),), ((540, 1260),), ((540, 1260),)),
        reply_limit_minutes=30,
        rules=(
            Rule("advert", "群里不发广告", "第一次提醒撤回，再犯公示后移出"),
            Rule("contact", "不留微信号，不私加群友推销", "提醒撤回，再犯公示后移出"),
            Rule("link", "不发砍价、拼单、投票链接", "提醒撤回，三次移出", allow=("xiaoman.example",)),
        ),
        nickname_format="楼层-昵称，如 12F-可可",
        floor=ActivityFloor(speaking_share=0.3, messages_per_day=20),
        size_cap=200,
        silent_days=30,
    ),
    dialects=("wechat_mail", "memotrace_csv"),
    target=1880,
    member_prefix="XM",
    words={
        "shop": ("小满食堂",),
        "dish": (
            "番茄牛腩", "酸菜鱼", "照烧鸡腿饭", "宫保鸡丁", "鱼香肉丝", "红烧狮子头", "台式卤肉饭", "水煮牛肉",
            "剁椒鱼头", "土豆烧鸡", "干锅花菜", "蒜香排骨", "咖喱牛肉", "小炒黄牛肉", "梅菜扣肉",
        ),
        "soup": ("冬瓜薏米汤", "玉米排骨汤", "番茄蛋花汤", "紫菜虾皮汤", "莲藕花生汤"),
        "drink": ("酸梅汤", "豆奶", "柠檬水", "冰豆浆"),
    },
    costs=(
        ChannelCost("大堂多肉", 483_000, 68_000, 26_000),
        ChannelCost("老客带新", 36_000, 0, 0),
        ChannelCost("点评页", 0, 120_000, 0),
        ChannelCost("公众号", 0, 20_000, 0),
    ),
)  # fmt: skip

LEARNING = Archetype(
    key="learning",
    names=("慢慢读·亲子共读营{place}群",),
    towers=CLASSES,
    charter=EffectiveCharter(
        purpose="learning",
        theme="亲子共读打卡：每天二十分钟，读完一本书",
        audience="大班到六年级孩子的家长",
        value_proposition="每晚共读打卡有点评，每周一场讲座，家长之间互相支招",
        service_hours=_week(
            ((540, 720), (840, 1080), (1170, 1290)),
            ((540, 720), (840, 1080), (1170, 1290)),
            ((600, 720), (1170, 1290)),
        ),
        reply_limit_minutes=60,
        rules=(
            Rule("advert", "不发广告，不代购，不拉群", "提醒撤回，再犯移出，员工同样适用"),
            Rule("contact", "不留联系方式，不私加家长", "提醒撤回，再犯移出"),
            Rule("flood", "不刷屏，表情适量", "提醒家长，屡次不改移出", limit=8),
        ),
        nickname_format="孩子昵称+年级+妈妈/爸爸，如 豆豆三年级妈妈",
        floor=ActivityFloor(speaking_share=0.4, messages_per_day=15),
        size_cap=100,
        silent_days=30,
    ),
    dialects=("wechat_pc", "chatlog_csv"),
    target=1400,
    member_prefix="MMD",
    words={
        "book": ("《夏洛的网》", "《草房子》", "《时代广场的蟋蟀》", "《小王子》", "《长袜子皮皮》"),
        "shop": ("慢慢读",),
    },
    costs=(
        ChannelCost("短视频投放", 90_000, 1_480_000, 42_000),
        ChannelCost("公开课", 60_000, 120_000, 30_000),
        ChannelCost("老学员推荐", 48_000, 0, 12_000),
    ),
)

FINTECH = Archetype(
    key="fintech",
    names=("稳禾财富·会员{n}群", "稳禾财富·VIP{n}群", "稳禾财富·新客{n}群", "稳禾财富·老友{n}群"),
    towers=("",),
    charter=EffectiveCharter(
        purpose="member_sample",
        theme="稳健理财：产品使用、市场解读、会员之间的经验",
        audience="稳禾财富的注册会员，凭会员号入群",
        value_proposition="新功能先体验，每周三专家讲座，问题二十分钟内有专人回复",
        service_hours=_week(((540, 1080),), ((600, 960),), ((600, 960),)),
        reply_limit_minutes=20,
        rules=(
            Rule("advert", "不发广告，不荐股，不拉人跟单", "提醒一次，再犯公示次数与证据并移出"),
            Rule("contact", "不留联系方式，不私加会员", "公示并移出"),
            Rule("flood", "不灌水、不刷图", "提醒，屡次不改移出", limit=8),
        ),
        nickname_format="会员号后四位-昵称，如 6213-阿琴",
        floor=ActivityFloor(speaking_share=0.35, messages_per_day=15),
        size_cap=200,
        silent_days=30,
    ),
    dialects=("chatlab_jsonl", "memotrace_csv"),
    target=820,
    member_prefix="WH",
    words={"shop": ("稳禾财富",)},
    costs=(
        ChannelCost("App弹窗", 0, 60_000, 0),
        ChannelCost("理财师邀请", 180_000, 0, 20_000),
        ChannelCost("会员推荐", 40_000, 0, 0),
    ),
)

FOUNDERS = Archetype(
    key="founders",
    names=("长风创始人圈·{place}",),
    towers=CITIES,
    charter=EffectiveCharter(
        purpose="exchange",
        theme="创始人互助：介绍自己，对接资源，聊真问题",
        audience="年营收三百万以上公司的创始人、联合创始人",
        value_proposition="问题有人答，资源有人对，每月两场茶话会",
        service_hours=_week(((600, 1140),), ((600, 1140),), ()),
        reply_limit_minutes=120,
        rules=(
            Rule("advert", "不发业务广告，自荐走每周三接龙", "提醒撤回，再犯公示后移出"),
            Rule("contact", "未经同意不私加群友微信", "被举报两次移出"),
            Rule("link", "不发报名、卖课链接", "提醒撤回", allow=("changfeng.example",)),
        ),
        nickname_format="城市-称呼-行业，如 深圳-老秦-财税",
        floor=ActivityFloor(speaking_share=0.6, messages_per_day=15),
        size_cap=100,
        silent_days=30,
        topic_scope="介绍自己、对接资源、聊经营上的真问题；不聊球赛和股票",
        side_group="长风·茶水间",
    ),
    dialects=("chatlog_csv", "wechat_mail"),
    target=260,
    member_prefix="CF",
    words={"shop": ("长风",)},
    costs=(
        ChannelCost("线下沙龙", 300_000, 0, 0),
        ChannelCost("会员引荐", 30_000, 0, 0),
        ChannelCost("公众号", 0, 150_000, 0),
    ),
)

ARCHETYPES = (RESTAURANT, LEARNING, FINTECH, FOUNDERS)
