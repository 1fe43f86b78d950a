"""Invented names as people really choose them: real ones, nicknames, job titles, emoji, formulas."""

import random
from collections.abc import Callable


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏"
    "苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵"
    "万覃武钱戴严莫孔向常"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰宇浩轩梓涵欣怡子墨一诺雨桐思远嘉懿可馨若"
    "曦晨阳佳琪文博志远晓东海燕春梅建国立新国庆红梅冬冬小龙婷婷雪莹俊杰天宇梦瑶诗涵"
)
ENGLISH = _words("""
Amy Ben Cathy David Eric Fiona Grace Henry Ivy Jack Kelly Leo Mia Nick Olivia Peter Queenie Ryan
Sunny Tina Una Victor Wendy Xavier Yoyo Zoe
""")
HEADS = _words("""
爱吃 想躺平的 不睡觉的 努力的 快乐 一只 半糖 路过的 会飞的 迷路的 认真的 早起的 没电的 慢半拍的
穿拖鞋的 山里的 云上 南方 北海道 凌晨三点的
""")
TAILS = _words("""
猫 鱼 土豆 番茄 小鹿 企鹅 西瓜 柚子 老王 胖达 糯米团 柠檬 刺猬 月亮 风 海盐 芝士 打工人 小火车
萝卜 水獭 松鼠 豆浆 星星 橘子汽水 蒲公英
""")
EMOJI = "🌵🐟🍀🌙☀️🍊🐱🐶🌸⭐🍉🐢🎈🍓🦋🌻"
POETIC = _words("""
岁月静好 上善若水 宁静致远 春暖花开 一帆风顺 淡泊明志 花开富贵 海阔天空 云淡风轻 知足常乐
水木年华 平安是福 静待花开 风雨同舟 厚德载物 难得糊涂
""")
CHILDREN = _words("""
豆豆 乐乐 朵朵 果果 安安 糖糖 小宝 元宝 丸子 米粒 可乐 团团 多多 妞妞 毛毛 天天 牛牛 悠悠 泡泡
球球 叮当 暖暖 核桃 土豆 桃子 言言 萌萌 辰辰 七七 嘟嘟
""")
GRADES = ("大班", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
TRADES = _words("""
财税 跨境物流 模具 餐饮连锁 HR外包 SaaS 女装供应链 瓷砖 照明 短视频 外贸 律所 传感器 印刷包装
玩具 展会 健身 定制木作 心理咨询 无人机 食品厂 民宿 宠物用品 茶叶
""")
CITIES = ("深圳", "广州", "东莞", "佛山", "惠州", "珠海", "中山", "香港", "厦门", "杭州")


def person_name(rng: random.Random) -> str:
    """A real-looking Chinese name of two or three characters."""
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def nickname(rng: random.Random) -> str:
    """A WeChat nickname of any of the usual kinds."""
    kind = rng.random()
    if kind < 0.26:
        return rng.choice(HEADS) + rng.choice(TAILS)
    if kind < 0.42:
        return person_name(rng)
    if kind < 0.54:
        return rng.choice(ENGLISH) + rng.choice(("", "", "_" + str(rng.randint(1, 99)), " " + person_name(rng)))
    if kind < 0.64:
        return rng.choice(("阿", "小", "老")) + rng.choice(SURNAMES + GIVEN)
    if kind < 0.74:
        return rng.choice(TAILS) + rng.choice(EMOJI)
    if kind < 0.82:
        return rng.choice(POETIC) + rng.choice(("", "", "🌹", str(rng.randint(1, 99))))
    if kind < 0.90:
        return rng.choice(TAILS) + rng.choice(TAILS)
    if kind < 0.95:
        return rng.choice(EMOJI) * rng.randint(1, 3)
    odd = ("=1+1", "A00" + person_name(rng), f"用户{rng.randrange(10**6)}", "....", "@" + rng.choice(TAILS))
    return rng.choice(odd)


def _office(rng: random.Random) -> str:
    floor = f"{rng.randint(3, 31)}F"
    return rng.choice((nickname(rng), nickname(rng), floor + "-" + nickname(rng), floor + nickname(rng)))


def _parent(rng: random.Random) -> str:
    formal = rng.choice(CHILDREN) + rng.choice(GRADES) + rng.choice(("妈妈", "妈妈", "妈妈", "爸爸", "奶奶"))
    return formal if rng.random() < 0.8 else nickname(rng)


def _investor(rng: random.Random) -> str:
    return f"{rng.randint(1000, 9999)}-{nickname(rng)}" if rng.random() < 0.9 else nickname(rng)


def _founder(rng: random.Random) -> str:
    formal = f"{rng.choice(CITIES)}-{rng.choice((person_name(rng), nickname(rng)))}-{rng.choice(TRADES)}"
    return formal if rng.random() < 0.8 else nickname(rng)


STYLES: dict[str, Callable[[random.Random], str]] = {
    "restaurant": _office,
    "learning": _parent,
    "fintech": _investor,
    "founders": _founder,
}


def crowd_name(archetype: str, rng: random.Random) -> str:
    """A name as members of this kind of group have them, with and without the agreed format."""
    return STYLES[archetype](rng)
