"""Synthetic material for the desk's benches: repeated questions with known groups, and a talking group."""

import random
from collections.abc import Iterator

from qunce.demo import history
from qunce.practice.desk.policy import Line
from qunce.practice.desk.repeats import Asked

_STEMS_TEXT = """
酸菜 红烧 清蒸 麻辣 糖醋 椒盐 葱油 番茄 香菇 土豆 牛肉 鸡腿 排骨 虾仁 豆腐 口算 阅读 编程
绘本 书法 奥数 拼音 作文 英语 围棋 基金 定投 债券 黄金 养老 理财 保险 储蓄 股权 融资 获客
招聘 税务 商标 专利 展会
"""
_STEMS = _STEMS_TEXT.split()
_KINDS_TEXT = """
鱼 肉饼 盖饭 套餐 面 汤 火锅 拼盘 便当 沙拉 课 训练营 打卡 直播 讲座 作业 测评 书单
夏令营 体验课 账户 产品 活动 会员卡 优惠券 报告 合同 模板 分享会 名单 礼包 积分 礼盒 门票 名额 代金券
资料 教程 回放 社群
"""
_KINDS = _KINDS_TEXT.split()
_MARKS_TEXT = """
A款 B款 二期 三期 春季 秋季 望京店 国贸店 周末 亲子 企业 单人 双人 三人 高级 入门 年卡 月卡
线上 线下
"""
_MARKS = _MARKS_TEXT.split()
# What can be asked of a thing, each in several wordings.
_ASKS = (
    ("{}多少钱", "{}价格是多少", "{}怎么卖", "请问{}要多少钱", "{}什么价", "{}贵不贵"),
    ("{}怎么买", "{}如何购买", "在哪买{}", "{}怎么下单", "想问下{}怎么买呀"),
    ("{}什么时候开始", "{}几点开始", "请问{}何时开始", "{}啥时候开始啊"),
    ("{}在哪里看", "哪里能看到{}", "{}在哪儿看呢", "{}去哪里看"),
    ("{}可以退吗", "{}能退款吗", "{}能不能退", "请问{}可以退钱不", "买了{}还能退吗"),
    ("{}有什么区别", "{}之间的区别是什么", "{}差别在哪"),
    ("{}怎么用", "{}如何使用", "{}怎么使用呢", "请教一下{}怎么用"),
    ("{}为什么打不开", "{}打不开是怎么回事", "{}打不开怎么回事啊", "{}打不开什么原因"),
    ("{}适合几岁", "{}适合多大的孩子", "几岁可以上{}"),
    ("{}还有吗", "还有没有{}", "{}还有没有了", "请问{}还有么"),
    ("{}能开发票吗", "{}可以开发票不", "{}能不能开发票"),
    ("{}怎么取消", "如何取消{}", "{}想取消怎么弄"),
)
_BEFORE = ("", "", "", "", "请问", "老师，", "你好，", "大家好 ", "想问一下", "老板 ")
_AFTER = ("", "", "", "？", "?", "啊", "呢？", "，谢谢", "呀", " 在线等")
_ALPHABET = "的了一是不在有人这上大来和我个"


def repeated_questions(count: int, seed: int = 1) -> tuple[list[Asked], list[int]]:
    """``count`` questions of about count/13 groups (Zipf sizes, a fifth asked once) and each one's group."""
    rng = random.Random(seed)
    things = [f"{mark}{stem}{kind}" for mark in ("", *_MARKS) for stem in _STEMS for kind in _KINDS]
    rng.shuffle(things)
    meanings = [(thing, ask) for thing in things for ask in range(len(_ASKS))]
    rng.shuffle(meanings)
    asked: list[Asked] = []
    gold: list[int] = []
    group = 0
    while len(asked) < count:
        thing, ask = meanings[group % len(meanings)]
        size = 1 if group % 5 == 0 else min(400, 1 + int(rng.paretovariate(1.1) * 5))
        for _ in range(min(size, count - len(asked))):
            at = 1_700_000_000 + rng.randrange(27 * 86_400)
            text = _noisy(rng, rng.choice(_BEFORE) + rng.choice(_ASKS[ask]).format(thing) + rng.choice(_AFTER))
            asked.append(Asked(len(asked) + 1, at, rng.randrange(20_000), rng.randrange(200), text))
            gold.append(group)
        group += 1
    return asked, gold


def _noisy(rng: random.Random, text: str) -> str:
    """One question in ten loses or gains a character on the way."""
    if rng.random() > 0.1 or len(text) < 6:
        return text
    at = rng.randrange(1, len(text) - 1)
    return text[:at] + (rng.choice(_ALPHABET) if rng.random() < 0.5 else "") + text[at + 1 :]


_CHATTER_TEXT = """
哈哈哈 今天天气真好 收到 好的 已打卡 我到了 这个不错 周末愉快 刚吃完 抢到了 辛苦了 支持一下 路上堵车 明天见 孩子很喜欢 味道可以 同意楼上 太赞了
我也觉得 在路上了
"""
_CHATTER = _CHATTER_TEXT.split()


def talking_group(count: int, seed: int = 2, members: int = 150, staff: int = 4) -> Iterator[Line]:
    """A group's messages in time order, an eighth of them questions, a third of those answered."""
    rng = random.Random(seed)
    questions, _ = repeated_questions(count // 8 + 1, seed)
    at, following = 1_700_000_000, iter(questions)
    answer_to: str | None = None
    for number in range(1, count + 1):
        at += rng.choice((1, 3, 10, 30, 120, 400))
        person = rng.randrange(staff, members)
        if answer_to is not None and rng.random() < 0.35:
            said = f"@{answer_to} 有的，详情看群公告" if rng.random() < 0.5 else "有的，看群公告第二条"
            yield Line(number, at, rng.randrange(staff), True, "text", said, "客服")
            answer_to = None
        elif rng.random() < 0.125 and (asked := next(following, None)) is not None:
            answer_to = f"群友{person}"
            yield Line(number, at, person, False, "text", asked.text, f"群友{person}")
        else:
            yield Line(number, at, person, False, "text", f"{rng.choice(_CHATTER)}{number % 97}", f"群友{person}")


def year_of_talk(count: int, seed: int = 3) -> list[Line]:
    """The bench's own world (``qunce.demo.history``) as one group's year: the mix of a real group, a fifth quoting."""
    said = list(history.messages(count, seed=seed, groups=1))
    lines = []
    for number, one in enumerate(said, 1):
        quoted = said[number - 1 - one.quotes] if one.quotes else None
        quote = (f"群友{quoted.sender}", quoted.text) if quoted else ("", "")
        name = f"群友{one.sender}"
        lines.append(Line(number, one.at, one.sender, one.sender < 4, one.kind, one.text, name, None, *quote))
    return [line for line in lines if line.kind != "system"]
