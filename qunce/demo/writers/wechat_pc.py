"""Text copied from WeChat on a desk (platform F7), at most 100 messages at a time, pasted below each other.

Two files that overlap by a day: the older one with 12-hour times, saved in the system's own
encoding; the newer with 24-hour times.
"""

from collections.abc import Iterator, Sequence

from qunce.demo.model import Group, Line
from qunce.demo.writers.common import ChatFile, lines_by_uid, quoted
from qunce.kernel.clock import DAY, day_start, local, local_day

SPLIT_DAYS = 10


def _noon_clock(at: int) -> str:
    moment = local(at)
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment:%Y/%m/%d} {moment.hour % 12 or 12}:{moment:%M} {half}"


def _day_clock(at: int) -> str:
    moment = local(at)
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M}"


def write(group: Group) -> Iterator[ChatFile]:
    """The two texts of one group, oldest first."""
    split = day_start(local_day(group.lines[-1].at)) - SPLIT_DAYS * DAY
    older = [m for m in group.messages() if m.at < split + DAY]
    newer = [m for m in group.messages() if m.at >= split]
    for name, lines, clock, encoding in (
        ("旧记录", older, _noon_clock, "gb18030"),
        ("最近", newer, _day_clock, "utf-8"),
    ):
        if lines:
            content = _copy(group, lines, [clock(m.at) for m in lines]).encode(encoding)
            yield ChatFile(f"{group.name}-{name}.txt", "wechat_pc", encoding, content, len(lines))


def _copy(group: Group, lines: Sequence[Line], clocks: Sequence[str]) -> str:
    known = lines_by_uid(group)
    return "\n".join(
        f"{group.shown(line.who)} {clock}\n{quoted(group, line, known)}\n" for line, clock in zip(lines, clocks)
    )
