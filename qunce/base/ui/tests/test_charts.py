"""Charts as data."""

import json

import pytest

from qunce.base.ui import charts


def test_spec_cannot_end_its_script() -> None:
    chart = charts.ranking(["</script><script>alert(1)</script>", "a&b"], [3, None], "x")
    text = charts.as_json(chart)
    assert "<" not in text
    assert json.loads(text)["labels"] == ["</script><script>alert(1)</script>", "a&b"]
    assert json.loads(text)["series"][0]["values"] == [3, None]


def test_no_more_than_seven_lines() -> None:
    with pytest.raises(ValueError, match="8 series"):
        charts.lines(["a"], {str(n): [n] for n in range(8)})


def test_nothing_to_draw_is_known() -> None:
    assert charts.bars(["a", "b"], {"x": [0, None]}).is_empty()
    assert not charts.bars(["a"], {"x": [1]}).is_empty()


def test_hours_are_a_week_in_chinese() -> None:
    chart = charts.hours([[0] * 24 for _ in range(7)], "消息")
    assert json.loads(charts.as_json(chart))["rows"] == ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


@pytest.mark.parametrize(
    ("values", "points"), [([], ""), ([1], ""), ([0, 10], "0.0,22.0 96.0,2.0"), ([5, None, 5], "0.0,12.0 96.0,12.0")]
)
def test_sparkline(values: list[float | None], points: str) -> None:
    assert charts.sparkline_points(values) == points
