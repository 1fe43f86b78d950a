"""Breaches (D3, D4, D7): what is one by exact evidence, what a person looks at, what is nothing."""

from collections.abc import Iterator

import pytest

from qunce.community.charter.types import Rule
from qunce.kernel.verdict import Evidence, Reason, Verdict
from qunce.practice.moderation.policy import DETECTORS, Finding, Habits, Message, Watch, judge_message, own_lexicon
from qunce.practice.moderation.policy.detectors.base import RuleDetector, Watcher
from qunce.practice.moderation.policy.reading import Reading, read_many
from qunce.practice.moderation.tests.talk import NOON, STRICT, charter, decision, judge, marked, message, only

ADVERT, CONTACT, LINK = only("advert"), only("contact"), only("link", "qunce.example.com", "腾讯会议")


@pytest.mark.parametrize(
    "text",
    [
        "刷单兼职，一单一结，加微信abc12345",
        "专业代开发票，联系电话13800138000",
        "无抵押贷款当天放款，利息低至3%",
        "宝妈兼职 日结200元 有需要的私聊",
        "進群領紅包，點擊鏈接 https://hb.example.top/x",
        "春装全场5折，新款抢购，欢迎选购",
    ],
)
def test_a_phrase_with_an_offer_or_a_contact_is_an_advert(text: str) -> None:
    assert decision(text, ADVERT) == "breach"


@pytest.mark.parametrize("text", ["刷单兼职", "他们说的论文代写是什么意思呀都是", "有个僵尸粉"])
def test_a_phrase_alone_is_for_a_person_to_look_at(text: str) -> None:
    assert decision(text, ADVERT) == "review"


@pytest.mark.parametrize(
    "text",
    [
        "今天作业是第三课", "贷款利率又降了", "周末一起去徒步吗", "我在找兼职", "有没有靠谱的兼职日结啊",
        "不要相信刷单", "大家小心，刷单都是骗局", "开发票抬头写公司", "燕麦片买哪个牌子好", "这个项目下周上线",
        "孩子学校招生报名开始了",
    ],
)  # fmt: skip
def test_ordinary_talk_is_no_advert(text: str) -> None:
    assert decision(text, ADVERT) == ""


def test_a_mention_of_a_member_is_no_way_to_get_in_touch() -> None:
    assert decision("@lisi_01 兼职日结的表格发一下", ADVERT) == "review"
    assert decision("兼职日结，咨询@lisi_01", ADVERT) == "breach"


def test_a_warning_that_repeats_the_advert_is_looked_at_not_accused() -> None:
    assert decision("提醒大家，这个刷单兼职是骗子，微信abc12345", ADVERT) == "review"
    assert decision("群里有人发“刷单兼职加微信abc12345”，大家别信", ADVERT) == "review"


def test_a_question_that_invites_is_looked_at() -> None:
    assert decision("有没有想做兼职日结的，私聊我", ADVERT) == "review"


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("加我微信 abc_12345 吧", "加我微信 abc_12345"),
        ("微信号：lucky2024", "微信号：lucky2024"),
        ("VX:kk88990", "VX:kk88990"),
        ("佳喂：sx111505有片", "佳喂：sx111505"),
        ("ｖｘ１３８００１３８０００", "ｖｘ１３８００１３８０００"),
        ("QQ 287654321", "QQ 287654321"),
        ("叩叩 2876 54321", "叩叩 2876 54321"),
        ("加🐧 企鹅752753636", "加🐧 企鹅752753636"),
        ("29526 Q 77544", "29526 Q 77544"),
        ("27447053 加口", "27447053 加口"),
        ("联系电话：138 0013 8000", "电话：138 0013 8000"),
        ("加微信一三八〇〇一三八〇〇〇", "加微信一三八〇〇一三八〇〇〇"),
        ("飞机@some_body9", "飞机@some_body9"),
        ("加.微.信.a.b.c.1.2.3.4", "加.微.信.a.b.c.1.2.3.4"),
    ],
)
def test_a_handle_with_its_platform_is_exact(text: str, handle: str) -> None:
    verdict = judge(text, CONTACT)
    assert verdict is not None
    assert verdict.decision == "breach"
    assert verdict.confidence == 1.0
    assert handle in marked(text, verdict)


@pytest.mark.parametrize("text", ["13800138000", "发到 someone@example.com 就行", "大家加我微信吧", "ＡＢＣ１２３４"])
def test_half_a_contact_is_for_a_person_to_look_at(text: str) -> None:
    assert decision(text, CONTACT) == "review"


@pytest.mark.parametrize(
    ("benign", "meant"),
    [
        ("上周扫二维码进群的邻居都领到了", "扫二维码进群，名额有限"),
        ("我是扫码入群了才看到通知", "识别图中码入群领资料"),
        ("昨天有个人一直催我加微信", "想了解的加微信"),
        ("前两天电话里哄老人先加微信", "老人家属请加微信"),
        ("那个说加微信退运费的是假的。", "加微信退运费"),
        ("他发来一条加vx的，被我拉黑了", "详情加vx"),
    ],
)
def test_who_tells_of_an_invitation_makes_none(benign: str, meant: str) -> None:
    assert decision(benign, CONTACT) == ""
    assert decision(meant, CONTACT) == "review"


def test_a_story_about_an_account_is_looked_at_not_accused() -> None:
    assert decision("有人让我加微信 abc_12345 交押金", CONTACT) == "review"
    assert decision("这款不是假的，加微信 abc_12345", CONTACT) == "breach"


def test_one_word_in_two_lists_is_one_sign_and_a_promise_to_call_is_no_call_to_act() -> None:
    assert decision("资产满20万的会员我们会主动联系", ADVERT) == ""
    assert decision("资产满20万的会员请尽快联系", ADVERT) == "review"


@pytest.mark.parametrize(
    "text",
    [
        "不要加微信", "别加陌生人微信", "大家为什么不来", "国家卫星发射成功了2024", "微信支付12000元", "加微信群的规则",
        "QQ 2019.12.25 更新了", "快递单号 773412345678901", "3-2 5-3 2-4", "+10086", "8000万加15000",
        "2026-03-01 10:30",
        "版本 9.7.25.29411", "@小王 你好", "戴口罩12345人", "wx 比 qq 好用", "电话打不通", "IPv4 192.168.1.100",
        "总标价为12345678元", "全国12345家未开门", "增加额为12345678", "订单88812345 张家口", "拨打12345热线",
        "咨询iphone15多少钱", "微信 windows11 版本", "坐飞机 ca1234", "QQ music2020", "@zhang_san 兼职表发一下",
        "中国卫星600118是上交所的", "孩子 138 分",
    ],
)  # fmt: skip
def test_ordinary_talk_holds_no_handle(text: str) -> None:
    assert decision(text, CONTACT) == ""


def test_a_reported_handle_is_not_the_reporters_breach() -> None:
    assert decision("举报这个骗子 微信abc12345", CONTACT) == "review"


def test_the_groups_own_number_may_be_allowed() -> None:
    assert decision("客服电话 13800138000", only("contact", "138-0013-8000")) == ""
    assert decision("客服电话 13900139000", only("contact", "138-0013-8000")) == "breach"


def test_a_contact_card_is_a_contact() -> None:
    assert decision("小王", CONTACT, "card") == "breach"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("看这里 https://evil.example.top/a?b=1，很好", "https://evil.example.top/a?b=1"),
        ("www.taobao.com 有卖", "www.taobao.com"),
        ("淘宝 item.taobao.com/item.htm?id=1", "item.taobao.com/item.htm?id=1"),
        ("jd.com上买", "jd.com"),
        ("ｗｗｗ．ｂａｉｄｕ．ｃｏｍ", "ｗｗｗ．ｂａｉｄｕ．ｃｏｍ"),
        ("百度baidu点com", "baidu点com"),
        ("t.me/abcdef", "t.me/abcdef"),
        ("#小程序://群接龙/AbCdEf", "#小程序://群接龙/AbCdEf"),
        ("复制￥AbC123dEf45￥打开", "￥AbC123dEf45￥"),
        ("b\u200baidu.com/x", "b\u200baidu.com/x"),
        ("https : // evil.example.top", "https : // evil.example.top"),
        ("weixin://dl/chat", "weixin://dl/chat"),
    ],
)
def test_a_link_outside_the_allow_list_is_exact(text: str, link: str) -> None:
    verdict = judge(text, LINK)
    assert verdict is not None
    assert verdict.decision == "breach"
    assert link in marked(text, verdict)


@pytest.mark.parametrize(
    "text",
    [
        "https://qunce.example.com/a", "HTTPS://WWW.Qunce.Example.com", "m.qunce.example.com/1", "好的。com", "node.js",
        "看README.md", "socket.io", "asp.net", "a@qq.com", "1.5元", "e.g. this", "等等...嗯", "Diadlo: // In this case",
    ],
)  # fmt: skip
def test_allowed_and_apparent_links_pass(text: str) -> None:
    assert decision(text, LINK) == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://qunce.example.com.evil.top/",
        "https://qunce.example.com@evil.top/",
        "https://evilqunce.example.com/",
        "https://evil.top/?qunce.example.com",
        "https://qunce.example.ｃｏｍ.evil.top/",
        "https://qunᴄe.example.com/",
        "https://quncé.example.com/",
    ],
)
def test_a_host_that_only_looks_allowed_is_not(text: str) -> None:
    assert decision(text, LINK) == "breach"


def test_cards_whose_address_is_unknown_are_looked_at() -> None:
    assert decision("今日菜单", LINK, "link") == "review"
    assert decision("群接龙", LINK, "mini_program") == "review"
    assert decision("腾讯会议", LINK, "mini_program") == ""


@pytest.mark.parametrize("text", ["刷单兼职加微信abc12345", "https://a.top/x", "加微信abc12345"])
def test_what_no_rule_forbids_is_no_breach(text: str) -> None:
    assert judge(text, charter()) is None
    assert judge(text, only("offtopic")) is None


def test_a_group_without_an_advert_rule_gets_no_advert_breach() -> None:
    assert judge("刷单兼职，日结200元", only("link")) is None


def test_staff_stand_under_the_same_rules_and_the_verdict_says_so() -> None:
    verdict = judge_message(message("加微信abc12345", is_staff=True), CONTACT)
    assert verdict is not None
    assert verdict.decision == "breach"
    assert any("staff" in reason.msgid for reason in verdict.reasons)


@pytest.mark.parametrize("kind", ["system", "recalled", "pat", "red_packet"])
def test_what_nobody_said_is_not_judged(kind: str) -> None:
    assert decision("加微信abc12345", CONTACT, kind) == ""  # type: ignore[arg-type]


def test_the_verdict_names_the_rule_the_group_wrote() -> None:
    verdict = judge("刷单兼职加微信abc12345", charter(*STRICT))
    assert verdict is not None
    kinds = {reason.params["rule_kind"] for reason in verdict.reasons}
    assert kinds == {"advert", "contact"}
    assert {r.params["rule"] for r in verdict.reasons if "rule" in r.params} == {"不发广告", "不留联系方式"}


def test_disguises_are_told_among_the_reasons() -> None:
    hidden = judge("代\u200b开\u200b发票，联系13800138000", ADVERT)
    heard = judge("佳卫新abc12345 僵时份", charter(*STRICT))
    assert hidden is not None
    assert heard is not None
    assert any("Invisible" in reason.msgid for reason in hidden.reasons)
    assert any("sound alike" in reason.msgid for reason in heard.reasons)


@pytest.fixture
def shouting() -> Iterator[None]:
    """A detector that a later room might add."""

    def watch(_rule: Rule, _habits: Habits) -> Watcher:
        return lambda reading: (_shout(reading),) if reading.text.isupper() else ()

    with DETECTORS.temporarily("shouting", RuleDetector("shouting", "shouting", watch)):
        yield


def _shout(reading: Reading) -> Finding:
    return Finding(False, (Reason("Shouting"),), (Evidence("message", reading.message.id),), 0.5)


@pytest.mark.usefixtures("shouting")
def test_a_new_detector_is_one_registration() -> None:
    assert decision("HELLO", only("shouting")) == "review"
    assert decision("hello", only("shouting")) == ""


def test_every_detector_serves_a_rule_and_keeps_quiet_on_nothing() -> None:
    for key, detector in DETECTORS.items():
        assert detector.key == key
        watch = detector.watch(Rule(detector.rule, "no"), Habits())
        assert tuple(watch(*read_many([message("")]))) == ()


PIECES = ["本人做刷单", "兼职三年", "加微信", "abc12345"]


def _sent(texts: list[str], seconds: int = 5, nickname: str = "") -> list[Verdict]:
    watch = Watch(charter(*STRICT))
    talk = [Message(i, 7, NOON + i * seconds, text, nickname=nickname) for i, text in enumerate(texts, 1)]
    return [verdict for one in talk if (verdict := watch.see(one))]


def test_an_advert_broken_over_several_messages_is_read_as_one() -> None:
    last = _sent(PIECES)[-1]
    assert last.decision == "breach"
    assert {str(e.ref) for e in last.evidence} >= {"1", "2", "3", "4"}
    for e in last.evidence:
        assert e.span is None or 0 <= e.span[0] < e.span[1] <= len(PIECES[int(e.ref) - 1])


def test_pieces_hours_apart_or_between_long_talk_are_no_advert() -> None:
    assert _sent(["本人做无抵", "押贷款三年"], seconds=3600) == []
    assert _sent(["本人做无抵", "押贷款三年"], seconds=5) != []
    assert (
        _sent(["本人做无抵", "昨天说的那件事情我想了很久，觉得还是应该先问问大家的意见再决定要不要去", "押贷款三年"])
        == []
    )


def test_an_advert_in_a_nickname_is_for_a_person_to_look_at_and_told_once() -> None:
    found = _sent(["早上好", "收到"], nickname="刷单兼职加微信abc12345")
    assert [verdict.decision for verdict in found] == ["review"]
    assert found[0].evidence[0].kind == "person"


def test_a_word_of_the_workspace_counts_as_one_of_ours() -> None:
    own = own_lexicon(["灵芝孢子"])
    for text, wanted in [
        ("灵芝孢子低价，私聊我", "breach"),
        ("灵zhi孢zi低价，私聊我", "breach"),
        ("灵芝孢子", "review"),
        ("灵芝好吃", None),
    ]:
        verdict = Watch(only("advert"), listed=own).see(message(text))
        assert (verdict.decision if verdict else None) == wanted
    assert Watch(only("advert")).see(message("灵芝孢子低价，私聊我")) is None


@pytest.mark.parametrize(
    "host", ["qunсe.example.com", "qunce.exarnple.com", "qunce.examp1e.com", "xn--qune-q1c.example.com"]
)
def test_a_domain_that_only_looks_allowed_is_named(host: str) -> None:
    verdict = judge(f"看这里 https://{host}/a", LINK)
    assert verdict is not None
    assert verdict.decision == "breach"
    if not host.startswith("xn--"):
        assert any(reason.params.get("domain") == "qunce.example.com" for reason in verdict.reasons)


def test_a_domain_of_its_own_imitates_none() -> None:
    verdict = judge("看这里 https://other.example.org/a", LINK)
    assert verdict is not None
    assert not any("domain" in reason.params for reason in verdict.reasons)
    assert judge("看这里 https://qunce.example.com/a", LINK) is None


@pytest.mark.parametrize(
    "text",
    [
        "代缴社保，有意私聊我",
        "想做陪练的找我，一天200元",
        "大家有需要发票的联系我哈",
        "发\n票\n代\n开需要的私聊我",
        "大家有需要 dai jiao she bao ye wu 的联系我哈",
        "大家有需要代…缴…社…保的联系我哈",
        "谁的快递到了吗。代缴社保，有意私聊我。辛苦了",
        "感兴趣的朋友可以加我",
    ],
)
def test_the_frame_of_an_advert_is_looked_at_whatever_it_is_for(text: str) -> None:
    verdict = judge(text, ADVERT)
    assert verdict is not None
    assert verdict.decision == "review"
    assert decision(f"“{text}”这种消息直接举报吧", ADVERT) == ""
    assert judge(text, only("link")) is None


@pytest.mark.parametrize(
    "text",
    ["有问题联系我", "谁能联系我一下", "有需要的吗", "想吃火锅了", "我想找我妈", "需要我帮忙吗", "不需要私聊我", ""],
)
def test_turning_to_somebody_is_no_advert(text: str) -> None:
    assert decision(text, ADVERT) == ""


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("专办证件找我", "review"),
        ("陪练家教私聊", "review"),
        ("有事找我", ""),
        ("售后问题联系我", ""),
        ("找我", ""),
        ("小林", ""),
    ],
)  # fmt: skip
def test_a_nickname_that_calls_is_looked_at(name: str, wanted: str) -> None:
    said = Message(1, 7, NOON, "早上好", nickname=name)
    verdict = Watch(ADVERT).see(said)
    assert (verdict.decision if verdict else "") == wanted


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("扣kou2876543210", "扣kou2876543210"),
        ("微人言口丂lucky_888", "微人言口丂lucky_888"),
        ("才口才口2876543210", "才口才口2876543210"),
        ("微信号𝗜𝙪ꮯ𝐤𝒚_888", "𝗜𝙪ꮯ𝐤𝒚_888"),
        ("扣…扣…2…8…7…6…5…4…3…2…1…0", "2…8…7…6…5…4…3…2…1…0"),
    ],
)
def test_an_account_in_pieces_and_in_letters_of_other_scripts_is_exact(text: str, account: str) -> None:
    verdict = judge(f"本人做三年了，{text}", CONTACT)
    assert verdict is not None
    assert verdict.decision == "breach"
    assert any(account in span for span in marked(f"本人做三年了，{text}", verdict))


def test_a_satellite_with_an_account_is_looked_at_and_one_in_orbit_is_none() -> None:
    assert decision("了解一下，卫星abc12345", CONTACT) == "review"
    assert decision("中国卫星发射成功，2024年第3颗", CONTACT) == ""
    assert decision("主力口粮10000斤，有人言过其实", CONTACT) == ""


@pytest.mark.parametrize(
    ("pieces", "wanted"),
    [
        (("大家有需", "要代缴社", "保的联系我", "哈"), "review"),
        (("代缴社保", "，有意", "私聊", "我"), "review"),
        (("我想吃面", "谁在楼下", "来找我"), ""),
        (("有需要的吗", "没有", "好的"), ""),
    ],
)
def test_a_frame_broken_over_messages_is_looked_at(pieces: tuple[str, ...], wanted: str) -> None:
    watch = Watch(ADVERT)
    found = [watch.see(message(piece, NOON + i * 5, ref=i + 1)) for i, piece in enumerate(pieces)]
    assert next((verdict.decision for verdict in found if verdict), "") == wanted
