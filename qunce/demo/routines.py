"""What happens by the clock: 接龙 orders, flash sales, check-ins, newcomers, one who never stops talking."""

import re
from collections.abc import Callable
from datetime import date

from qunce.demo.model import Mark, SystemEvent
from qunce.demo.script import bank
from qunce.demo.stage import Stage
from qunce.kernel.clock import day_start

CHATTER_LINES = 500
ORDER_NOTES = (
    "",
    "",
    "",
    " 少饭",
    " 不要香菜",
    " 微辣",
    " 多汁",
    " 送到前台",
    " 加个卤蛋",
    " 不要葱",
    "，今天饿",
    " +豆奶",
)
GRABBED = (
    "抢到了",
    "抢到+1",
    "到手✌️",
    "手慢了",
    "又没了我不信",
    "一秒就没",
    "刚付完款",
    "我手机卡住了呜呜",
    "抢到两份 分你一份",
    "[动画表情]",
    "这手速没谁了",
    "已下单",
    "1",
    "居然抢到了",
    "网速背叛了我",
    "谢谢{满姐}",
    "明天还有吧",
    "冲冲冲",
)
WARM_UPS = (
    "[红包] 手气王多送一份小菜",
    "[红包] 三点见",
    "[红包] 恭喜发财，大吉大利",
    "[红包] 下午好呀",
)
FLASH_ITEMS = (
    "桂花酒酿小圆子 原价12 秒杀3.9",
    "现烤蛋挞一盒（4只）原价16 秒杀6.9",
    "明日午餐通用券 原价28 秒杀15.9",
    "手打柠檬茶 原价15 秒杀4.9",
    "卤味拼盘 原价22 秒杀9.9",
    "芋泥麻薯杯 原价18 秒杀5.9",
)
PACKET_REPLIES = (
    "谢谢老板",
    "0.01……",
    "手气王！",
    "谢谢满姐",
    "我最佳！",
    "8分钱也是爱",
    "来了来了",
    "[动画表情]",
    "错过了😭",
)
SOLD_OUT = (
    "已售罄，没抢到的下次再来～",
    "全部秒完，谢谢大家，自提到晚上八点",
    "没了没了，小程序可以点“到货提醒”",
)
CHECK_INS = (
    "#打卡第{n}天 {child}{book}第{c}章 {m}分钟",
    "{child}打卡✅第{n}天，{book}第{c}章，{m}分钟",
    "第{n}天｜{child}｜{book}｜{m}min",
    "打卡第{n}天：{child}今天自己读，我负责鼓掌，{m}分钟",
    "{child} D{n} {book}第{c}章已读，问题卡也答了",
    "#打卡 {child}第{n}天 {m}分钟\n今天最喜欢的一句：“{line}”",
    "补昨天的卡：{child}第{n}天，{m}分钟",
)
BOOK_LINES = (
    "她一直是我的朋友，这本身就是了不起的事",
    "月亮在每片池塘里都有一个",
    "蟋蟀的歌声让整条街停了一下",
    "真正要紧的东西得用心看",
    "我能一只手举起一匹马",
    "风从草房子的屋顶上走过去",
)
CHILD = re.compile(r"^(.{1,5}?)(?:大班|.年级)")


def chain_orders(stage: Stage) -> None:
    """J1: at 10:30 the menu, then everybody re-sends the growing 接龙 list until 10:55."""
    for day in stage.days:
        if day.weekday() > 4:
            continue
        rng, seller = stage.rng, stage.cast["阿哲"]
        start = stage.moment(day, 630, rng.randint(0, 40))
        dishes = rng.sample(stage.words["dish"], 4)
        menu = "\n".join(f"{n}️⃣ {dish} {rng.choice((22, 24, 26, 28))}元" for n, dish in enumerate(dishes, 1))
        gift = rng.choice(("送例汤", "前十位送小菜", "满两份送酸梅汤", "今天都送橘子一只"))
        stage.say(start, seller, f"@所有人 {day.month}月{day.day}日午市菜单\n{menu}\n{gift}，10:55截单")
        head = f"#接龙\n{day.month}月{day.day}日午餐接龙，10:55截单\n例 12F-可可 {dishes[0]} 1份\n"
        entries: list[str] = []
        takers: list[str] = []
        at = start + rng.randint(30, 80)
        for number in range(1, rng.randint(5, 9)):
            who = stage.draw(at, takers)
            takers.append(who)
            dish = rng.choice(dishes)
            order = f"{dish} {rng.choice((1, 1, 1, 2))}份{rng.choice(ORDER_NOTES)}"
            entries.append(f"{number}. {stage.members[who].shown} {order}")
            stage.say(at, who, "\n".join([head, *entries]))
            at += rng.randint(25, 260)
        closing = f"截单啦，今天一共{len(entries)}位，{rng.choice(('12点前', '11:50前'))}陆续送到～"
        stage.say(stage.moment(day, 655), seller, closing)


def flash_sale(stage: Stage) -> None:
    """J2: red packet at 14:55, the product at 15:00, on Tuesdays and Thursdays."""
    for day in stage.days:
        if day.weekday() not in (1, 3):
            continue
        rng, seller = stage.rng, stage.cast["阿哲"]
        at = stage.moment(day, 895, rng.randint(0, 20))
        stage.say(at, seller, rng.choice(WARM_UPS))
        _crowd_answers(stage, at, PACKET_REPLIES, rng.randint(3, 5), 240)
        at = stage.moment(day, 900, rng.randint(0, 6))
        limit = rng.choice((20, 30, 40))
        stage.say(at, seller, f"⏰15:00秒杀开始：{rng.choice(FLASH_ITEMS)}，限{limit}份，小程序首页下单")
        _crowd_answers(stage, at, GRABBED, rng.randint(5, 9), 330)
        stage.say(at + rng.randint(360, 480), seller, rng.choice(SOLD_OUT))


def _crowd_answers(stage: Stage, at: int, sayings: tuple[str, ...], count: int, within: int) -> None:
    taken: list[str] = []
    said = stage.rng.sample(sayings, count)
    for offset, saying in zip(sorted(stage.rng.sample(range(5, within), count)), said, strict=True):
        who = stage.draw(at, taken)
        taken.append(who)
        stage.say(at + offset, who, stage.fill(saying, {}))


def check_in(stage: Stage) -> None:
    """I5: parents report the evening's reading between 18:40 and 22:20."""
    readers = {k: m for k, m in stage.members.items() if m.weight >= 0.9 and not m.staff}
    faithful = {k: stage.rng.uniform(0.12, 0.6) for k in readers}
    for number, day in enumerate(stage.days, 1):
        for key, member in readers.items():
            at = stage.moment(day, stage.rng.randint(1120, 1340))
            if member.joined_at > at or stage.rng.random() > faithful[key]:
                continue
            stage.say(at, key, _check_in_text(stage, member.shown, number))
            if stage.rng.random() < 0.22:
                proof = stage.rng.choice(("[语音]", "[语音]", "[图片]", "[视频]"))
                stage.say(at + stage.rng.randint(4, 25), key, proof)


def _check_in_text(stage: Stage, shown: str, number: int) -> str:
    rng = stage.rng
    match = CHILD.match(shown)
    return rng.choice(CHECK_INS).format(
        n=number % 21 + 1,
        child=match[1] if match else rng.choice(("我家", "宝贝", "小朋友")),
        book=stage.words["book"][min(number // 9, len(stage.words["book"]) - 1)],
        c=number % 9 + 1,
        m=rng.choice((15, 18, 20, 22, 25, 30, 40)),
        line=rng.choice(BOOK_LINES),
    )


def newcomers(stage: Stage) -> None:
    """The system's sentence for everybody who came within the time that was heard."""
    announced = {t for line in stage.lines if line.event and line.event.event == "joined" for t in line.event.targets}
    for key, member in stage.members.items():
        if member.joined_at >= stage.first_moment and key not in announced and not member.staff:
            actor = stage.cast.get(member.inviter) or next(k for k, m in stage.members.items() if m.role == "owner")
            stage.system(member.joined_at, SystemEvent("joined", actor, (key,), scene=member.scene))


def chatterbox(stage: Stage) -> None:
    """500 idle messages of one man (C7 backwards): much talk, no help, nobody follows."""
    who, sayings = stage.cast["大鹏"], bank("restaurant", "idle")
    days = stage.days[:-1]
    left = CHATTER_LINES
    last = ""
    while left:
        at = _free_moment(stage, stage.rng.choice(days))
        for _ in range(min(left, stage.rng.choice((1, 1, 2, 2, 3, 4)))):
            text = stage.fill(stage.rng.choice([s for s in sayings if s != last]), {})
            stage.say(at, who, text, marks=(Mark("story", "chatter.idle"),))
            last, left = text, left - 1
            at += stage.rng.randint(35, 150)


def _free_moment(stage: Stage, day: date) -> int:
    return day_start(day) + stage.rng.randint(8 * 3600 + 1800, 22 * 3600)


Routine = Callable[[Stage], None]
ROUTINES: dict[str, tuple[Routine, ...]] = {
    "restaurant": (chain_orders, flash_sale, newcomers),
    "learning": (check_in, newcomers),
    "fintech": (newcomers,),
    "founders": (newcomers,),
}
STORY_ROUTINES: dict[str, tuple[Routine, ...]] = {"restaurant": (chatterbox,)}
