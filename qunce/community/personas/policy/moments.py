"""The Moments plan of an account: what it shows of its life, on which day, at what time (C5)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from qunce.kernel.clock import day_start, local_day
from qunce.kernel.i18n import N_

MOST = 21  # three a day
_LINE = re.compile(r"^(?:周|星期|礼拜)?([一二三四五六日天1-7])[\s,，]*(\d{1,2})[:：](\d{2})\s+(\S.*)$")
_NAMES: Final = ("一1", "二2", "三3", "四4", "五5", "六6", "日天7")
_DAYS: Final = {name: day for day, names in enumerate(_NAMES) for name in names}
UNREAD = N_("Line %(line)s is not understood; write 周三 20:00 and what to show.")
TOO_MANY = N_("At most %(most)s posts a week: more of them looks like an advert, not like a life.")


class MomentsError(ValueError):
    """A plan that cannot be read. msgid, params: the message."""

    def __init__(self, msgid: str, **params: int) -> None:
        super().__init__(msgid)
        self.msgid, self.params = msgid, params


@dataclass(frozen=True, slots=True, order=True)
class Post:
    """One entry: every ``weekday`` (0 = Monday) at ``minute`` of the local day."""

    weekday: int
    minute: int
    idea: str


def read_plan(text: str) -> tuple[Post, ...]:
    """One post a line, e.g. ``周三 20:00 周末爬山的照片``. Raises MomentsError naming the first line not understood."""
    posts = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _LINE.match(line.strip())
        if found is None or int(found[2]) > 23 or int(found[3]) > 59:
            raise MomentsError(UNREAD, line=number)
        posts.append(Post(_DAYS[found[1]], int(found[2]) * 60 + int(found[3]), found[4].strip()[:120]))
    if len(posts) > MOST:
        raise MomentsError(TOO_MANY, most=MOST)
    return tuple(sorted(set(posts)))


def shown_plan(posts: Iterable[Post]) -> str:
    """The plan as it is written; ``read_plan`` gives the same posts back."""
    return "\n".join(
        f"周{'一二三四五六日'[p.weekday]} {p.minute // 60}:{p.minute % 60:02d} {p.idea}" for p in sorted(posts)
    )


def due_posts(posts: Sequence[Post], since: int, until: int, tz: str) -> list[tuple[int, Post]]:
    """The posts whose moment lies in [since, until), each with it (epoch seconds UTC), in order."""
    found = []
    day, last = local_day(since, tz), local_day(until, tz)
    while day <= last:
        start = day_start(day, tz)
        for post in posts:
            at = start + post.minute * 60
            if post.weekday == day.weekday() and since <= at < until:
                found.append((at, post))
        day += timedelta(days=1)
    return sorted(found)
