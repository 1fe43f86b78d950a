"""How somebody types: endings, missing punctuation, slips of the pinyin keyboard."""

import random
from collections.abc import Callable

FACES = ("[捂脸]", "[旺柴]", "[破涕为笑]", "😂", "🤣", "[呲牙]", "[偷笑]", "🙏", "[裂开]", "😭", "[强]", "🌹", "👍")
SLIPS = (
    ("有没有", "有木有"),
    ("这样子", "酱紫"),
    ("怎么", "肿么"),
    ("在等", "再等"),
    ("已经", "己经"),
    ("时候", "时侯"),
    ("真的", "真滴"),
    ("喜欢", "稀饭"),
    ("的时", "得时"),
    ("什么", "神马"),
    ("没有", "木有"),
    ("知道", "造"),
    ("早上", "早桑"),
    ("好吃", "好次"),
    ("可以", "阔以"),
    ("今天", "今儿"),
    ("谢谢", "蟹蟹"),
    ("不用", "8用"),
    ("我们", "窝们"),
)


def _plain(text: str, rng: random.Random) -> str:
    return text


def _bare(text: str, rng: random.Random) -> str:
    return text.rstrip("。！!～~").replace("，", " ")


def _wavy(text: str, rng: random.Random) -> str:
    if rng.random() < 0.5 and text[-1] not in "?？～~]":
        return text.rstrip("。！!") + rng.choice(("～", "~", "～～", "呀", "啦"))
    return text


def _facey(text: str, rng: random.Random) -> str:
    return text + rng.choice(FACES) if rng.random() < 0.35 else text


def _slippy(text: str, rng: random.Random) -> str:
    for right, wrong in SLIPS:
        if right in text and rng.random() < 0.3:
            return text.replace(right, wrong, 1)
    return text


def _giggly(text: str, rng: random.Random) -> str:
    return text.replace("哈哈哈", rng.choice(("hhhh", "哈哈哈哈哈哈", "红红火火恍恍惚惚", "23333")))


def _dotted(text: str, rng: random.Random) -> str:
    return text.rstrip("。") + rng.choice(("。", "...", "。。。", "…")) if rng.random() < 0.4 else text


Voice = Callable[[str, random.Random], str]
VOICES: tuple[Voice, ...] = (_plain, _bare, _wavy, _facey, _slippy, _giggly, _dotted, _plain, _bare)


def spoken(text: str, speaker: int, rng: random.Random) -> str:
    """The text as this speaker (any stable number) would type it."""
    if not text or text[0] in "[#@" or "\n" in text:
        return text
    return VOICES[speaker % len(VOICES)](text, rng)
