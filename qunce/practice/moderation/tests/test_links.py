"""Whose address a link is: tricks of writing, short and official addresses, what the whole workspace lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.verdict import Verdict
from qunce.practice.moderation.policy import Habits, Watch
from qunce.practice.moderation.policy.detectors.links import domain_of
from qunce.practice.moderation.policy.domains import OFFICIAL, imitates
from qunce.practice.moderation.tests.talk import message, only

SHOP = Habits(domains=("shop.example.com", "bücher.example", "商城.example"))


def judged(text: str, habits: Habits = SHOP) -> Verdict | None:
    return Watch(only("link", "own.example.org"), habits).see(message(text))


def said(text: str, habits: Habits = SHOP) -> set[str]:
    verdict = judged(text, habits)
    assert verdict is not None
    assert verdict.decision == "breach"
    return {str(value) for reason in verdict.reasons for value in (reason.msgid, *reason.params.values())}


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example.com/a", "https://m.shop.example.com:8443/a?b=c#d", "HTTPS://SHOP.EXAMPLE.COM.",
         "https://商城.example/a", "https://shop.example.com好的", "ｈｔｔｐｓ：／／ｓｈｏｐ．ｅｘａｍｐｌｅ．ｃｏｍ",
        "https://user:pass@shop.example.com/", "https://own.example.org/", "https://evil.top@own.example.org/",
        "https://www.gov.cn/zhengce", "https://kyfw.12306.cn/otn", "https://weixin110.qq.com/security",
    ],
)  # fmt: skip
def test_what_is_allowed_passes_however_it_is_written(text: str) -> None:
    assert judged(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example.com@evil.top/", "https://shop.example.com:443@evil.top/", "https://evil.top\\@shop.example.com",
        "https://evil.top#@shop.example.com", "https://evil.top?@shop.example.com/", "https://shop.example.com.evil.top/",
        "https://shop-example.com/", "https://shopexample.com", "http://3232235777/x", "http://[::1]/x", "http://1.2.3.4:80/",
        "https://evil。top/", "https://gov.cn.evil.top/", "https://xgov.cn/", "https://shop.example.com%2eevil.top/",
        "weixin://dl/business/?t=abc", "#小程序://某店/AbCdEf", "https://mp.weixin.qq.com/s/abcdef",
    ],
)  # fmt: skip
def test_what_is_not_allowed_is_a_breach_whatever_stands_around_it(text: str) -> None:
    said(text)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://shοp.example.com/", "shop.example.com"),  # a Greek letter
        ("https://xn--shp-0xc.example.com/", ""),
        ("https://sh0p.example.com/", "shop.example.com"),
        ("https://shop.exarnple.com/", "shop.example.com"),
        ("https://shop.example.com.evil.top/", "shop.example.com"),
        ("https://www.g0v.cn/", "gov.cn"),
        ("https://shop.example.com@evil.top/", "shop.example.com"),
    ],
)
def test_the_evidence_names_what_is_imitated(text: str, domain: str) -> None:
    assert domain in said(text) or not domain


@pytest.mark.parametrize(
    "text", ["https://t.cn/A6abc", "https://u.jd.com/abc", "m.tb.cn/h.abc", "https://www.bit.ly/x"]
)
def test_a_short_address_is_said_to_hide_where_it_leads(text: str) -> None:
    assert "A short address: it does not show where it leads" in said(text)


def test_internationalised_names_are_shown_decoded() -> None:
    assert judged("https://bücher.example/") is None
    assert "https" not in imitates("xn--bcher-kva.example", SHOP.domains)
    assert imitates("xn--zzzzz-broken-.example", SHOP.domains) == ""
    assert imitates("xn--\u0000", SHOP.domains) == ""


def test_official_sites_pass_only_while_that_is_wished() -> None:
    assert judged("https://www.gov.cn/") is None
    assert judged("https://www.gov.cn/", Habits(official=False)) is not None
    assert all(domain_of(host) == host for host in OFFICIAL)


@given(st.text(max_size=60))
def test_nothing_that_is_put_before_or_behind_an_address_lets_another_site_pass(junk: str) -> None:
    host = "evil.top"
    text = f"{junk.replace('/', '')} https://{host}/{junk}"
    verdict = judged(text)
    assert verdict is not None
    assert verdict.decision == "breach"


@given(st.from_regex(r"[a-z0-9.@:\\/?#%。．-]{0,40}", fullmatch=True))
def test_a_host_passes_only_when_a_browser_would_go_there(tail: str) -> None:
    """``https://evil.top`` followed by what begins no name of its own stays evil.top, whatever comes then."""
    verdict = judged(f"https://evil.top/{tail}shop.example.com")
    assert verdict is not None
