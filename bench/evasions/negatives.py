"""Ordinary messages that hold what adverts hold. Nobody is to be accused of any of them.

``is_staff``: the operator's own promotion, which only the operator's colleagues send.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.evasions import phrases

_PRICES = ("9.9元", "25块", "168元", "两百多", "1200元/月", "7.5折", "¥39", "3万左右")
_NUMBERS = ("2024081523", "38.5度", "13:30", "8831", "3.1415926", "20261122", "K1024次", "A座1208", "2876543", "130/85")
_THINGS = ("羽毛球拍", "婴儿车", "沙发", "烤箱", "考研资料", "自行车", "空气炸锅", "儿童餐椅")
_PEOPLE = ("小王", "李姐", "班长", "张老师", "物业", "楼长", "群主", "我妈")
_PLACES = ("楼下", "公司", "南门", "体育馆", "幼儿园门口", "地铁站", "商场三楼")

TEMPLATES: dict[str, tuple[str, ...]] = {
    "warnings": (
        "请不要加微信私聊{p}的人，都是骗子", "群里禁止{p}，发现就踢", "提醒大家，{p}都是骗局，别信", "请勿发{p}广告，谢谢配合",
        "谨防{p}诈骗，不要转账", "不要加陌生人微信", "请大家不要加微信abc12345，是骗子", "任何让你{p}的都不要理",
    ),
    "quotes": (
        "有人私信我「{p}，加微信abc12345」，大家注意", "“{p}，需要的私聊我”这种消息直接举报吧", "刚才那个“{p}低价”的被踢了吧",
        "他发的是“{p}每天300元”，截图给群主了", "昨天群里有人发『{p}找我』，太烦了",
    ),
    "reports": (
        "@群主 有人发{p}广告，踢一下", "举报：有个人加我好友推{p}", "那个做{p}的又来了，管理员管管", "被{p}骗了两千，报警了",
        "我被拉进一个{p}的群，已经退了",
    ),
    "questions": (
        "{p}是什么意思啊？", "有人了解{p}吗？靠谱吗", "{p}是不是违法的？", "请问{p}会影响征信吗", "为什么总有人在网上搞{p}",
    ),
    "prices": (
        "今天菜场排骨{m}一斤", "这双鞋我买的{m}，穿着还行", "学费一年{m}，你们那儿呢", "中午吃了{m}的套餐，吃撑了",
        "房租涨到{m}了，打算搬家", "打车花了{m}，太堵了", "奶粉现在{m}一罐",
    ),
    "numbers": (
        "快递单号{n}，谁的？", "订单{n}还没发货", "发烧{n}，要不要去医院", "会议时间改到{n}", "我的车次是{n}", "成绩是{n}分，排名{n}",
        "今天的验证码是{n}，别发给别人", "工号{n}的同事在吗",
    ),
    "friends": (
        "周末一起去{l}打球，来的报名", "晚上{l}聚餐，算你一个？", "{w}生日，咱们一起凑个份子吧", "明天{l}见，别迟到",
        "有空来我家吃饭啊", "我拉你进球友群吧，大家都在里面", "你把孩子的照片发我，我私聊你",
        "回头我加你微信，把照片传你", "谁有{w}的电话，我联系一下",
    ),
    "secondhand": (
        "家里闲置{t}，{m}，自提", "{t}送人，要的来{l}拿", "求购一个二手{t}", "谁有用不上的{t}转给我", "{t}还在吗？我想要",
    ),
    "work": (
        "我们公司在招前端，有兴趣可以发简历给我", "兼职律师也要交社保吗", "项目的发票开好了，周五报销", "贷款利率又降了，房贷能省一点",
        "论文终于写完了，答辩在{l}", "基金又跌了，心态崩了", "推广这个词我们市场部天天说", "今天的股票群里都在哭",
        "驾照要年审了，{l}能办吗", "公司让我们刷卡进门",
    ),
    "family": (
        "孩子微信刷步数第一名", "我妈学会用微信支付了", "加了个班，刚到家", "老师在微信群里发通知了", "把二维码发我一下，我扫码付钱",
        "扫码点餐就行，不用叫服务员", "加我一个，我也去", "+1，加我", "免费停车两小时", "红包收到了，谢谢老板",
        "优惠券过期了，好可惜", "微信转账给你了，查收", "链接打不开，你再发一遍",
    ),
    "operator": (
        "今天10:30开始接龙订餐，三人午餐立减20元，要的在群里接龙", "本周五会员日，全场7.5折，到店出示会员码",
        "新品酸菜鱼上线，{m}一份，群里报名前20名送小菜", "14:55发红包，15:00秒杀，{m}抢到就是赚到",
        "打卡满七天送优惠券一张，联系群管领取", "周三晚八点讲座，免费参加，想听的扣1",
        "老顾客回馈，消费满100送20代金券，活动时间到周日", "集齐五张卡免费领午餐，每天限50份，先到先得",
        "下单联系客服小美，工作时间9:00-21:00", "接龙团购：草莓{m}一盒，明天到货，需要的接龙",
    ),
    "medical_and_school": (
        "医生说要加微量元素", "作业写在第{n}页", "家长会{n}开始，请准时", "这个药一天三次，一次两粒", "体温{n}，先物理降温",
        "今天数学考了{n}", "老师说家委会加一下微信群，在班级群里扫码",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ordinary:
    family: str
    text: str
    is_staff: bool = False


def ordinary(*, sealed: bool, seed: int = 2026, each: int = 250) -> Iterator[Ordinary]:
    """As many of every family; half of the templates and phrases belongs to the sealed figure."""
    rng = random.Random(f"{seed}:ordinary:{sealed}")
    chosen = phrases.half(phrases.PHRASES, sealed=sealed)
    for family, templates in TEMPLATES.items():
        half = phrases.half(templates, sealed=sealed) or templates
        for _ in range(each):
            text = rng.choice(half).format(
                p=rng.choice(chosen), m=rng.choice(_PRICES), n=rng.choice(_NUMBERS), t=rng.choice(_THINGS),
                w=rng.choice(_PEOPLE), l=rng.choice(_PLACES),
            )  # fmt: skip
            yield Ordinary(family, text + rng.choice(("", "", "。", "～", "哈", "😂", "[捂脸]")), family == "operator")
