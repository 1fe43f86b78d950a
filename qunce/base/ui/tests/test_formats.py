"""How moments, shares, money and names read."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.ui import formats
from qunce.kernel import clock

NOW = datetime(2026, 11, 21, 7, 5, tzinfo=UTC)  # 15:05 in Shanghai, a Saturday


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed(NOW), timezone.override("Asia/Shanghai"):
        yield


def at(*parts: int) -> int:
    """A wall-clock moment in Shanghai."""
    return int(datetime(*parts, tzinfo=clock.zone()).timestamp())


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (at(2026, 11, 21, 9, 30), "今天 09:30", "today 09:30"),
        (at(2026, 11, 21, 0, 0), "今天 00:00", "today 00:00"),
        (at(2026, 11, 20, 23, 59), "昨天 23:59", "yesterday 23:59"),
        (at(2026, 11, 22, 10, 0), "明天 10:00", "tomorrow 10:00"),
        (at(2026, 11, 18, 10, 0), "3 天前", "3 days ago"),
        (at(2026, 11, 15, 23, 0), "6 天前", "6 days ago"),
        (at(2026, 11, 14, 10, 0), "11月14日 10:00", "Nov 14 10:00"),
        (at(2025, 11, 14, 10, 0), "2025年11月14日", "Nov 14, 2025"),
    ],
)
def test_when(moment: int, chinese: str, english: str) -> None:
    assert formats.when(moment) == chinese
    with translation.override("en"):
        assert formats.when(moment) == english


def test_a_moment_known_to_the_day_shows_no_clock() -> None:
    assert formats.when(at(2026, 11, 21, 0, 0), precision=86_400) == "今天"
    assert formats.when(at(2026, 11, 2, 0, 0), precision=86_400) == "11月2日"


def test_the_day_turns_in_the_workspaces_zone() -> None:
    late = at(2026, 11, 20, 23, 59)
    assert formats.when(late).startswith("昨天")
    with timezone.override("America/New_York"):
        assert formats.when(late) == "昨天 10:59"
        assert formats.when(at(2026, 11, 21, 13, 30)) == "今天 00:30"
        assert formats.full_moment(late) == "2026-11-20 10:59:00 (America/New_York)"
    assert formats.full_moment(late) == "2026-11-20 23:59:00 (北京时间)"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 秒"), (45, "45 秒"), (60, "1 分钟"), (2_100, "35 分钟"), (7_500, "2 小时 5 分钟"), (7_200, "2 小时"),
     (90_000, "1 天 1 小时"), (86_400 * 12 + 3_600, "12 天")],
)  # fmt: skip
def test_duration(seconds: int, text: str) -> None:
    assert formats.duration(seconds) == text


def test_due_tells_both_sides_of_the_deadline() -> None:
    now = int(NOW.timestamp())
    assert formats.due(now + 1_500) == "还剩 25 分钟"
    assert formats.due(now - 7_200) == "已超 2 小时"
    assert formats.is_overdue(now - 1)
    assert not formats.is_overdue(now)


def test_a_share_is_never_a_bare_percentage() -> None:
    assert formats.share(23, 61, "人") == "23 / 61 人，27%–50%"
    assert formats.share(0, 0) == "暂无数据"
    assert formats.share(8, 8) == "8 / 8，68%–100%"


def test_the_interval_of_nothing_is_everything() -> None:
    assert formats.interval_text(0, 0) == "0%–100%"
    assert formats.interval_text(23, 61) == "27%–50%"


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.378, "38%"),
        (0.051, "5.1%"),
        (0.05, "5%"),
        (0.0004, "<0.1%"),
        (0.9999, ">99%"),
        (0.0996, "10%"),
    ],
)
def test_percent(fraction: float, text: str) -> None:
    assert formats.percent(fraction) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "¥0"), (5, "¥0.05"), (123_456, "¥1,234.56"), (-150, "-¥1.50"), (100_000_000_00, "¥100,000,000")],
)
def test_money(fen: int, text: str) -> None:
    assert formats.money(fen) == text


def test_day_of_a_date() -> None:
    assert formats.day(date(2026, 3, 8)) == "3月8日"
    assert formats.day(date(2025, 3, 8)) == "2025年3月8日"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李雷", "李雷"),
        ("", "（无名）"),
        ("\u200b\u200d\u3164 ", "（无名）"),
        ("a\u202eb\nc", "abc"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_visible_name(name: str, shown: str) -> None:
    assert formats.visible_name(name) == shown


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("李雷", "李"),
        ("ann", "A"),
        ("👨‍👩‍👧‍👦🎉", "👨‍👩‍👧‍👦"),
        ("👍🏽 好", "👍🏽"),
        ("🇨🇳队", "🇨🇳"),
        ("【官方】客服", "官"),
        ("~", "?"),
        ("é", "É"),
    ],
)
def test_initial_is_one_sign_as_a_reader_sees_it(name: str, sign: str) -> None:
    assert formats.initial(name) == sign


@given(st.text(max_size=60))
def test_any_name_has_an_initial_and_a_hue(name: str) -> None:
    assert formats.initial(name)
    assert 0 <= formats.hue(name) < 10
    assert formats.visible_name(name).strip()
