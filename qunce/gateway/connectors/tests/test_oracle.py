"""A fifth of the file is broken: the report is exact, nothing more and nothing less (issue 2 §4)."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from qunce.gateway.connectors import reasons
from qunce.gateway.connectors.reasons import Fault
from qunce.gateway.connectors.runner import parse_in_subprocess
from qunce.kernel.records import MessageRecord, Problem

from .helpers import at

Maker = Callable[[random.Random, int], tuple[str, Fault | None, int]]
_WORDS = [
    "今天",
    "明天",
    "几点",
    "出发",
    "好的",
    "收到",
    "请问",
    "多少钱",
    "两份",
    "午餐",
    "可以",
    "发货",
    "谢谢",
]


def _when(number: int) -> str:
    month, day = number // 86400 % 12 + 1, number // 1440 % 28 + 1
    return f"2024-{month:02d}-{day:02d} {number // 60 % 24:02d}:{number % 60:02d}"


def _talk(rng: random.Random) -> str:
    return "".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 9)))


def csv_line(rng: random.Random, number: int) -> tuple[str, Fault | None, int]:
    """(lines of the record, what is wrong, how many rows it counts)."""
    when, name, text = _when(number) + ":07", f"用户{rng.randint(0, 99)}", _talk(rng)
    if rng.random() >= 0.2:
        if rng.random() < 0.1:
            text = f'"{text}，""好"",\n第二行"'
        return f"{when},文本,{name},{text}", None, 1
    return rng.choice(
        [
            (f"2024-13-45 10:30:00,文本,{name},{text}", reasons.NO_SUCH_TIME, 1),
            (f"不是时间,文本,{name},{text}", reasons.BAD_TIME, 1),
            (f",文本,{name},{text}", reasons.NO_TIME, 1),
            (f"{when},文本,{name}", reasons.TOO_FEW_COLUMNS, 1),
            (f"{when},文本,{name},{text},多,了", reasons.TOO_MANY_COLUMNS, 1),
            (f"{when},文本,,{text}", reasons.NO_SENDER, 1),
            (f"{when},神秘,{name},{text}", reasons.UNKNOWN_KIND, 1),
            (f'{when},文本,{name},"{text}', reasons.OPEN_QUOTE, 1),
            (f"昨天 10:30,文本,{name},{text}", reasons.NO_DATE, 1),
        ]
    )


def paste_lines(rng: random.Random, number: int) -> tuple[str, Fault | None, int]:
    name, text = f"用户 {rng.randint(0, 99)} 号", _talk(rng)
    if rng.random() >= 0.2:
        more = f"\n\n{_talk(rng)}" if rng.random() < 0.2 else ""
        body = f"{name} {_when(number)}\n{text}{more}\n"
        return body, None, body.count("\n") + 1
    body, fault = rng.choice(
        [
            (f"{name} 2024-02-30 10:30\n{text}\n", reasons.NO_SUCH_TIME),
            (f"{name} 2024-01-15 25:61\n{text}\n", reasons.NO_SUCH_TIME),
            (f"{name} 昨天 10:30\n{text}\n", reasons.NO_DATE),
        ]
    )
    return body, fault, body.count("\n") + 1


def jsonl_line(rng: random.Random, number: int) -> tuple[str, Fault | None, int]:
    stamp = at(_when(number))
    good = f'{{"_type":"message","sender":"wxid_{number % 99}","timestamp":{stamp},"type":0,'
    good += f'"content":"{_talk(rng)}"}}'
    if rng.random() >= 0.2:
        return good, None, 1
    return rng.choice(
        [
            (good[:-5], reasons.BROKEN_LINE, 1),
            (good.replace(str(stamp), "7"), reasons.NO_SUCH_TIME, 1),
            (good.replace(f'"timestamp":{stamp}', '"time":1'), reasons.NO_TIME, 1),
            (good.replace(f'"sender":"wxid_{number % 99}"', '"sender":""'), reasons.NO_SENDER, 1),
            ('{"_type":"noise"}', reasons.NOT_AN_OBJECT, 1),
            ("[1, 2]", reasons.NOT_AN_OBJECT, 1),
        ]
    )


FILES: dict[str, tuple[str, str, Maker]] = {
    "sheet_messages": ("x.csv", "时间,类型,发送人,内容\n", csv_line),
    "wechat_pc": ("x.txt", "", paste_lines),
    "chatlab_jsonl": ("x.jsonl", '{"_type":"header","meta":{}}\n', jsonl_line),
}
COUNT = 20_000


@pytest.mark.parametrize("dialect", FILES)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_report_is_exact(dialect: str, seed: int, tmp_path: Path) -> None:
    filename, head, make = FILES[dialect]
    rng = random.Random(seed)
    row = head.count("\n") + 1
    lines, broken, kept = [head.rstrip("\n")] if head else [], {}, []
    for number in range(COUNT):
        text, fault, rows = make(rng, number)
        lines.append(text)
        if fault is None:
            kept.append(row)
        else:
            broken[row] = fault.reason
        row += rows
    path = tmp_path / filename
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = parse_in_subprocess(path, dialect)
    records = [record for batch in run for record in batch]
    reported = {r.row: r.reason for r in records if isinstance(r, Problem)}
    assert COUNT * 0.15 < len(broken) < COUNT * 0.25
    assert reported == broken
    assert [r.row for r in records if isinstance(r, MessageRecord)] == kept
    assert len(records) == COUNT
    assert all(r.suggestion and len(r.raw) <= 500 for r in records if isinstance(r, Problem))
