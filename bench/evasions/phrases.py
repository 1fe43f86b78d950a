"""What the adverts say. Invented here; half of it (by a hash of the phrase) is sealed until a final figure."""

import hashlib

PHRASES = (
    # easy money
    "刷单兼职", "兼职日结", "打字兼职", "宝妈兼职", "点赞赚钱", "挂机赚钱", "游戏搬砖", "招收学徒", "日结工资群",
    "手工活外发", "在家做单", "任务单返佣", "视频号涨粉单",
    # money
    "无抵押贷款", "信用卡套现", "花呗提现", "征信修复", "黑户下款", "信用卡提额", "凭身份证借钱", "网贷强开", "备用金提取",
    # gambling and shares
    "博彩平台", "体育投注", "六合彩", "棋牌代理", "股票推荐", "老师带单", "涨停内参", "外汇喊单", "真人百家乐", "稳赢计划群",
    # papers
    "代开发票", "论文代写", "学历代办", "驾照消分", "资格证挂靠", "替考包过", "刻章办证",
    # traffic
    "短信群发", "僵尸粉", "精准客源", "微信号出租", "实名卡出售", "刷阅读量", "群发软件", "拉人进群", "解封微信号",
    # goods
    "一件代发", "微商货源", "减肥产品", "高仿手表", "莆田球鞋", "低价会员", "话费慢充", "烟酒批发", "游戏代练", "加油卡折扣",
    # the rest
    "私家侦探", "查银行流水", "手机定位找人", "上门按摩", "同城交友群", "进群领红包", "内部优惠券", "帮砍一刀",
)  # fmt: skip

# {p} is what is advertised, {c} how to get in touch; both are disguised.
WITH_CONTACT = (
    "{p}，需要的{c}",
    "大家好，专业{p}，{c}，长期有效",
    "{p}每天300元，{c}",
    "早上好！{p}了解一下，{c}",
    "最后三个名额，{p}，当天到账，{c}",
    "本人做{p}三年了，{c}",
    "{c}，{p}，诚信第一",
    "朋友公司在做{p}，名额不多，{c}",
)
# {p} alone is disguised; no account anywhere.
WITHOUT_CONTACT = (
    "{p}，有意私聊我",
    "想做{p}的找我，一天200元",
    "{p}，价格优惠，需要的私我",
    "大家有需要{p}的联系我哈",
    "{p}低价，先到先得，私聊",
    "姐妹们{p}靠谱，要的来找我",
)
CONTACTS = (
    "加微信abc12345",
    "加QQ287654321",
    "加微信13800138000",
    "微信号lucky_888",
    "加我微信zhuan666",
    "扣扣2876543210",
)
# The slang for the same; where it stands the account stays plain.
SLANG = ("加薇abc12345", "加V：abc12345", "绿泡泡abc12345", "卫星abc12345", "vx：abc12345", "扣扣287654321", "➕v abc12345",
         "威❤abc12345", "徽信abc12345", "企鹅287654321", "+薇lucky_888", "葳芯lucky_888")  # fmt: skip

HARMLESS = (
    "今天天气不错", "孩子的作业交了吗", "周末一起爬山吧", "这家店的面很好吃", "刚下班，堵车堵了一个小时", "谢谢老师的分享",
    "晚上八点的直播记得看", "收到，辛苦了", "昨天的菜谱我试了，很成功", "有没有人拼车去机场",
)  # fmt: skip


def is_sealed(text: str) -> bool:
    """Whether a phrase or a context belongs to the half that only a final figure is taken on."""
    return hashlib.sha256(("qunce:" + text).encode()).digest()[0] % 2 == 1


def half(texts: tuple[str, ...], *, sealed: bool) -> tuple[str, ...]:
    return tuple(text for text in texts if is_sealed(text) == sealed)
