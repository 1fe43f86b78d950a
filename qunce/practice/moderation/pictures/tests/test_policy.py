"""What a code in a picture means, by the rules of a charter."""
# ruff: noqa: E501 - tables of codes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.policy import Habits, Message, Watch
from qunce.practice.moderation.policy.codes import Code, meaning_of
from qunce.practice.moderation.tests.talk import NOON, charter, only

FRIEND, GROUP, PAY = "https://u.wechat.com/kAbC123", "https://weixin.qq.com/g/AwYAAJ3x", "wxp://f2f0AbCdEf"
ALL = charter(
    Rule("advert", "不发广告"), Rule("contact", "不留联系方式"), Rule("link", "不发链接", allow=("shop.example.com",))
)
DIGEST = "ab" * 32


def judged(
    text: str, by: EffectiveCharter = ALL, habits: Habits | None = None, *, staff: bool = False
) -> Verdict | None:
    picture = Message(1, 7, NOON, "[图片]", "image", staff, codes=(Code(text, 20, 70, DIGEST),))
    return Watch(by, habits).see(picture)


def decision(text: str, by: EffectiveCharter = ALL, habits: Habits | None = None, *, staff: bool = False) -> str:
    verdict = judged(text, by, habits, staff=staff)
    return verdict.decision if verdict else ""


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (FRIEND, "friend"), ("HTTPS://U.WECHAT.COM/KABC", "friend"), ("https://work.weixin.qq.com/ca/cawcde1", "friend"),
        (GROUP, "group"), ("https://work.weixin.qq.com/gm/1a2b", "group"), ("https://qm.qq.com/q/abc", "group"),
        (PAY, "payment"), ("HTTPS://QR.ALIPAY.COM/FKX0", "payment"), ("https://qr.alipay.com/fkx0", "payment"),
        ("http://weixin.qq.com/r/abc", "account"), ("BEGIN:VCARD\nN:王\nEND:VCARD", "card"), ("tel:13800138000", "call"),
        ("https://u.wechat.com.evil.top/x", "address"), ("https://evil.top/u.wechat.com/", "address"),
        ("https://notu.wechat.com/x", "address"), ("https://wa.meet.com/x", "address"), ("https://t.me/+x", "group"), ("shop.example.com/a", "address"), ("座位 12 排 3 号", "words"), ("", "words"),
    ],
)  # fmt: skip
def test_where_a_code_leads(text: str, meaning: str) -> None:
    assert meaning_of(text) == meaning


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        (FRIEND, "contact", "breach"), (GROUP, "contact", "breach"), (FRIEND, "link", "breach"), (FRIEND, "advert", "review"),
        (FRIEND, "flood", ""), (FRIEND, "abuse", ""), (PAY, "contact", "review"), (PAY, "link", "review"),
        ("https://evil.top/x", "link", "breach"), ("https://evil.top/x", "contact", ""), ("https://evil.top/x", "advert", ""),
        ("https://www.gov.cn/x", "link", ""), ("http://weixin.qq.com/r/a", "contact", "review"),
        ("MECARD:N:王;TEL:13800138000;;", "contact", "breach"), ("MECARD:N:王;;", "link", ""),
        ("加微信 abc12345", "contact", "breach"), ("座位 12 排 3 号", "contact", ""), ("WIFI:S:cafe;P:12345678;;", "link", ""),
        ("日结刷单兼职 加微信 abc12345", "advert", "review"), ("https://t.cn/A6x", "link", "breach"),
    ],
)  # fmt: skip
def test_a_breach_only_where_the_rule_covers_it(text: str, rule: str, expected: str) -> None:
    assert decision(text, only(rule)) == expected


def test_what_is_allowed_or_ours_is_nothing() -> None:
    ours = Habits(own_codes=frozenset([FRIEND, "https://qunce.example.com/"]))
    assert decision(FRIEND, habits=ours) == ""
    assert decision(FRIEND + "x", habits=ours) == "breach"
    assert decision("https://qunce.example.com/h/1/abc", habits=ours) == ""
    assert decision("https://qunce.example.com.evil.top/", habits=ours) == "breach"
    assert decision("https://m.shop.example.com/a") == ""
    assert decision("https://list.example.org/", habits=Habits(domains=("example.org",))) == ""
    assert decision(GROUP, charter(Rule("contact", "不留联系方式", allow=(GROUP,)))) == ""


def test_the_evidence_says_what_where_and_which_picture_and_staff_are_bound_alike() -> None:
    verdict = judged(FRIEND)
    assert verdict is not None
    params = [dict(reason.params) for reason in verdict.reasons]
    assert {"says": FRIEND, "x": 20, "y": 70, "rule_kind": "contact"} in params
    assert {"digest": DIGEST, "rule_kind": "contact"} in params
    assert sum("digest" in one for one in params) == 1  # said once, though three rules cover it
    assert verdict.evidence[0].ref == 1
    assert decision(FRIEND, staff=True) == "breach"


@given(st.text(max_size=300))
def test_no_text_of_a_code_stops_the_judge_or_is_a_breach_without_a_cause(text: str) -> None:
    assert decision(text, only("flood")) == ""
    verdict = judged(text)
    if verdict is not None:
        assert verdict.decision in ("breach", "review")
        assert len(str(dict(verdict.reasons[1].params).get("says", ""))) <= 120
    assert decision(text, habits=Habits(own_codes=frozenset([text.strip()]))) == ""


@given(st.text("abcxyz0189-_", max_size=30), st.booleans())
def test_a_friend_code_stays_one_however_it_ends_or_is_cased(tail: str, loud: bool) -> None:
    text = f"https://u.wechat.com/{tail}"
    assert decision(text.upper() if loud else text, only("contact")) == "breach"
