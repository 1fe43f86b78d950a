"""The pure decisions of accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.accounts import policy
from qunce.kernel.clock import DAY


@pytest.mark.parametrize(
    ("forwarded", "proxies", "seen"),
    [
        ("", 0, "10.0.0.9"),
        ("1.1.1.1, 2.2.2.2", 0, "10.0.0.9"),  # nobody is trusted: the header is a claim
        ("2.2.2.2", 1, "2.2.2.2"),
        ("6.6.6.6, 2.2.2.2", 1, "2.2.2.2"),  # what the client wrote before the proxy did
        ("6.6.6.6, 2.2.2.2, 10.0.0.1", 2, "2.2.2.2"),
        ("", 1, "10.0.0.9"),
        ("2.2.2.2", 3, "2.2.2.2"),
        (" , ,2.2.2.2 ", 1, "2.2.2.2"),
    ],
)
def test_whose_address_it_is(forwarded: str, proxies: int, seen: str) -> None:
    assert policy.client_address("10.0.0.9", forwarded, proxies) == seen


@given(spoofed=st.lists(st.ip_addresses().map(str), max_size=5), proxies=st.integers(1, 3))
def test_what_a_client_writes_never_becomes_its_address(spoofed: list[str], proxies: int) -> None:
    # Each proxy appends the peer it saw: first the client, then the proxies before it.
    honest = ["203.0.113.5", *(f"10.0.0.{n}" for n in range(1, proxies))]
    header = ", ".join([*spoofed, *honest])
    assert policy.client_address("10.0.0.99", header, proxies) == "203.0.113.5"


@given(started=st.integers(0, 10**9), used=st.lists(st.integers(0, policy.SESSION_IDLE), max_size=20))
def test_a_session_in_use_lives_until_its_age_and_never_past_it(started: int, used: list[int]) -> None:
    now = started
    for gap in used:
        seen, now = now, now + gap
        assert policy.session_over(started, seen, now) == (now - started > policy.SESSION_LIFE)
    assert policy.session_over(started, now, now + policy.SESSION_IDLE + 1)
    assert policy.session_over(started, started + policy.SESSION_LIFE, started + policy.SESSION_LIFE + 1)
    assert policy.SESSION_IDLE < policy.SESSION_LIFE == 30 * DAY


@given(st.text(max_size=40))
def test_a_sign_in_name_folds_once(raw: str) -> None:
    folded = policy.normal_name(raw)
    assert policy.normal_name(raw.upper()) == policy.normal_name(raw.upper().lower().upper())
    assert folded == folded.strip()


def test_sign_in_names_fold_width_and_case() -> None:
    assert policy.normal_name("  ＡＮ-Ji ") == "an-ji"
    assert policy.normal_name("安记") == "安记"


@pytest.mark.parametrize(
    ("agent", "name", "handheld"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0.42",
            "微信 · iPhone",
            True,
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 wxwork/4.1 MicroMessenger/7.0",
            "企业微信 · Windows",
            False,
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows", False),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36", "Chrome · Android", True),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari · macOS", False),
        ("curl/8.1", "", False),
        ("", "", False),
    ],
)
def test_a_browser_is_called_by_its_name(agent: str, name: str, handheld: bool) -> None:
    assert (policy.device_name(agent), policy.is_handheld(agent)) == (name, handheld)


def test_tokens_are_recognised_and_not_kept() -> None:
    assert policy.token_digest("a") != policy.token_digest("b")
    assert len(policy.token_digest("a")) == 64
    assert "a-long-token" not in policy.token_digest("a-long-token")
