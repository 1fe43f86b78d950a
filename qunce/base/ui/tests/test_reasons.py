"""Reasons in words: by suffix, escaped, isolated."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.ui import reasons
from qunce.kernel import clock
from qunce.kernel.verdict import Reason


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed(datetime(2026, 11, 21, 7, 5, tzinfo=UTC)), timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("asked_at", 1_795_158_000, "昨天 15:00"),
        ("since_day", "2026-11-02", "11月2日"),
        ("limit_seconds", 1_800, "30 分钟"),
        ("answered_share", 0.824, "82%"),
        ("spent_fen", 123_450, "¥1,234.50"),
        ("messages", 12_430, "12,430"),
        ("name", "李雷", "李雷"),
        ("spent_fen", None, "—"),
    ],
)
def test_parameters_read_by_their_suffix(name: str, value: object, text: str) -> None:
    assert reasons.param_text(name, value) == text  # type: ignore[arg-type]


def test_reason_is_translated_and_names_are_isolated() -> None:
    reason = Reason("Similar questions were answered in %(answered_share)s of cases.", {"answered_share": 0.5})
    assert reasons.reason_text(reason) == "同类问题有 50% 得到了回答。"
    with translation.override("en"):
        assert reasons.reason_text(reason) == "Similar questions were answered in 50% of cases."
    named = Reason("%(name)s left", {"name": "<b>\u202e"})
    assert reasons.render_reason(named) == "<bdi>&lt;b&gt;\u202e</bdi> left"


def test_stored_form_reads_like_the_kernels() -> None:
    params = {"n": 3, "name": "李雷"}
    assert reasons.render_reason({"msgid": "%(n)s by %(name)s", "params": params}) == reasons.render_reason(
        Reason("%(n)s by %(name)s", params)
    )


@given(st.text(max_size=80), st.integers(0, 90), st.integers(0, 90))
def test_marking_loses_nothing_and_escapes_everything(text: str, start: int, end: int) -> None:
    html = reasons.marked(text, (start, end))
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert bare == reasons.marked(text, None)
    assert ("<mark>" in html) == (start < end <= len(text))
