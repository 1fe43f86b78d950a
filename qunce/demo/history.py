"""Years of talk for the benches: n records of 1,000 groups and 100,000 people, cheaply.

Not for reading: texts are put together from the demo's own scripts, so that lengths, questions,
adverts and the mix of kinds are real, while nearly every text is new. Groups come one after another,
each in order of time, as exports do. The same n and seed give the same records.

The mix is that of a real group: 67 % text, 22 % quotes, 6 % images, 2 % sentences of the system,
the rest stickers, files, 接龙 (platform F10).
"""

import csv
import random
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, cycle, islice, repeat
from operator import mul
from typing import NamedTuple, TextIO, TypeVar

from qunce.demo.names import nickname
from qunce.demo.script import threads_of
from qunce.demo.stage import SLOT
from qunce.demo.writers.common import QUOTE_RULE
from qunce.demo.writers.memotrace_csv import HEADER, QUOTE, quote_xml
from qunce.kernel.clock import DAY, local
from qunce.kernel.records import MessageKind

T = TypeVar("T")

GROUPS = 1_000
PEOPLE = 100_000
PEOPLE_IN_GROUP = PEOPLE // GROUPS
SPAN_DAYS = 365
SHANGHAI = 8 * 3600  # the zone's one offset since 1992
UNTIL = 1_793_505_600  # an arbitrary fixed end: 2026-11-01 00:00 in Shanghai
MIX: tuple[tuple[MessageKind, bool, int], ...] = (
    # kind, quotes another message, share in percent
    ("text", False, 67),
    ("text", True, 22),
    ("image", False, 6),
    ("system", False, 2),
    ("sticker", False, 2),
    ("file", False, 1),
)
QUOTE_REACH = 6
QUESTION_SHARE = 0.08
ADVERT_SHARE = 0.004
PLACEHOLDERS: dict[MessageKind, str] = {
    "image": "[图片]",
    "sticker": "[动画表情]",
    "file": "[文件] 资料.pdf",
}
WORDS = {"dish": "番茄牛腩", "shop": "小店", "book": "《小王子》", "zw": "\u200b", "tower": "大厦", "满姐": "老板娘"}
ARCHETYPE_KEYS = ("restaurant", "learning", "fintech", "founders")
# Lengths of the rings that are turned against each other: primes, so that pairs hardly ever return.
RING_HEADS, RING_TAILS, RING_KINDS, RING_GAPS, RING_SENDERS = 4_999, 7_919, 9_973, 6_007, 8_009


class Record(NamedTuple):
    """One message. ``group`` 0..999 and ``sender`` 0..99,999 index ``group_name`` and ``person_name``.

    quotes   how many messages back in the same group the quoted one stands, 0 for none
    at       epoch seconds UTC, never falling within a group
    """

    group: int
    at: int
    sender: int
    kind: MessageKind
    quotes: int
    text: str


def group_name(group: int) -> str:
    return f"邻里福利群{group + 1:04d}"


def people_names(seed: int = 0) -> list[str]:
    """The nicknames of all people, by index."""
    rng = random.Random(f"history:{seed}:names")
    return [nickname(rng) for _ in range(PEOPLE)]


def messages(n: int, seed: int = 0, groups: int = GROUPS, until: int = UNTIL) -> Iterator[Record]:
    """n records of the year before ``until`` (epoch seconds), group after group; about n / groups in each (a few
    busy groups hold most).

    Raises ValueError when there are fewer than 1 or more than 1,000 groups.
    """
    if not 1 <= groups <= GROUPS:
        raise ValueError(f"groups: 1..{GROUPS}, not {groups}")
    rng = random.Random(f"history:{seed}")
    rings = _Rings(rng, until)
    sizes = _sizes(n, groups, rng)
    return chain.from_iterable(rings.play(group, size, rng) for group, size in enumerate(sizes) if size)


def _sizes(n: int, groups: int, rng: random.Random) -> list[int]:
    """How many messages each group has: a long tail, none empty where n allows, summing to n."""
    weights = [rng.lognormvariate(0, 1.1) for _ in range(groups)]
    least = int(n >= groups)
    total, left = sum(weights), n - least * groups
    sizes = [least + int(left * w / total) for w in weights]
    sizes[0] += n - sum(sizes)
    return sizes


class _Rings:
    """Rings of precomputed halves of texts, kinds, gaps and senders, turned against each other.

    Everything that happens for each record happens in C (zip, map, accumulate) but for the joining
    of the text's halves: that is what makes a million records a matter of a second or two.
    """

    def __init__(self, rng: random.Random, until: int) -> None:
        self.until = until
        heads, tails, questions, adverts = _fragments(rng)
        self.heads = [rng.choice(heads) for _ in range(RING_HEADS)]
        self.tails = [_tail(rng, tails, questions, adverts) for _ in range(RING_TAILS)]
        kinds = _kinds(rng)
        self.kinds = [kind for kind, _ in kinds]
        self.quotes = [quotes for _, quotes in kinds]
        self.placeholders = [PLACEHOLDERS.get(kind, "") for kind in self.kinds]
        self.gaps = [rng.expovariate(1.0) for _ in range(RING_GAPS)]
        # Few say most: a sender's place in the group is drawn from a falling curve.
        self.senders = [min(PEOPLE_IN_GROUP - 1, int(rng.expovariate(1 / 14))) for _ in range(RING_SENDERS)]

    def play(self, group: int, size: int, rng: random.Random) -> Iterator[Record]:
        """The records of one group; one draw of the kinds' place keeps the three rings in step."""
        pace = SPAN_DAYS * DAY * 0.98 / size
        start = self.until - SPAN_DAYS * DAY + rng.randrange(DAY)
        place = rng.randrange(RING_KINDS)
        times = accumulate(map(mul, _turned(self.gaps, rng.randrange(RING_GAPS)), repeat(pace)), initial=start)
        halves = zip(
            _turned(self.placeholders, place),
            _turned(self.heads, rng.randrange(RING_HEADS)),
            _turned(self.tails, rng.randrange(RING_TAILS)),
        )
        rows = zip(
            repeat(group, size),
            map(min, map(int, times), repeat(self.until)),
            map((group * PEOPLE_IN_GROUP).__add__, _turned(self.senders, rng.randrange(RING_SENDERS))),
            _turned(self.kinds, place),
            _turned(self.quotes, place),
            (placeholder or head + tail for placeholder, head, tail in halves),
        )
        return map(Record._make, rows)


def _turned(ring: list[T], place: int) -> Iterator[T]:
    return islice(cycle(ring), place, None)


def _fragments(rng: random.Random) -> tuple[list[str], list[str], list[str], list[str]]:
    """(openings, statements, questions, adverts) cut out of the demo's scripts."""
    heads = ["", "", "", "", "哈哈 ", "嗯 ", "@所有人的话 ", "说到这个，", "今天", "我觉得", "其实", "刚才看到 "]
    tails: list[str] = []
    questions: list[str] = []
    adverts: list[str] = []
    for archetype in ARCHETYPE_KEYS:
        for thread in threads_of(archetype):
            for cue in thread.cues:
                text = _resolved(cue.text, rng)
                kinds = {kind for kind, _ in cue.marks}
                if cue.who.startswith("*") or not text or text[0] in "[#@":
                    continue
                (questions if "question" in kinds else adverts if "breach" in kinds else tails).append(text)
    heads += [f"{text[:6]}…… " for text in tails if len(text) > 9][:300]
    return heads, tails, questions, adverts


def _resolved(text: str, rng: random.Random) -> str:
    """A cue with its choices made; a slot for a name or dish gets a plain word instead."""
    while SLOT.search(text):
        text = SLOT.sub(lambda m: rng.choice(m[1].split("|")) if "|" in m[1] else WORDS.get(m[1], ""), text)
    return text.replace("\n", "，")


def _tail(rng: random.Random, tails: list[str], questions: list[str], adverts: list[str]) -> str:
    draw = rng.random()
    if draw < ADVERT_SHARE:
        return rng.choice(adverts)
    if draw < ADVERT_SHARE + QUESTION_SHARE:
        return rng.choice(questions)
    return rng.choice(tails) + rng.choice(("", "", "", "～", "。", "哈", "！", f" {rng.randrange(1000)}"))


def _kinds(rng: random.Random) -> list[tuple[MessageKind, int]]:
    """Kinds in their shares, quotes reaching a few messages back."""
    ring: list[tuple[MessageKind, int]] = []
    for kind, quoting, percent in MIX:
        count = RING_KINDS * percent // 100
        ring += [(kind, rng.randint(1, QUOTE_REACH) if quoting else 0) for _ in range(count)]
    ring += [("text", 0)] * (RING_KINDS - len(ring))
    rng.shuffle(ring)
    return ring


# --- as files


def write_memotrace(out: TextIO, records: Iterable[Record], names: list[str]) -> int:
    """MemoTrace's old CSV of one or more groups (open the file with newline=""); gives the rows written."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    codes = {"text": (1, 0), "image": (3, 0), "sticker": (47, 0), "file": (49, 6), "system": (10000, 0)}
    clock = _Clock()
    count = 0
    for r, quoted in _with_quoted(records):
        count += 1
        name, code, text = names[r.sender], codes[r.kind], r.text
        if r.kind == "system":
            text = f'"{name}"加入了群聊'
        elif quoted:
            code = QUOTE
            text = quote_xml(text, quoted.at, f"wxid_{quoted.sender:06d}", names[quoted.sender], quoted.text)
        wxid = f"wxid_{r.sender:06d}"
        writer.writerow((count, r.group, *code, 0, r.at, 2, text, clock.second(r.at), name, name, wxid))
    return count


def write_mail(out: TextIO, records: Iterable[Record], names: list[str]) -> int:
    """WeChat's mail text, a mail for each group below the other, without the system's sentences."""
    clock = _Clock()
    group, day, count = -1, "", 0
    for r, quoted in _with_quoted(records):
        if r.kind == "system":
            continue
        if r.group != group:
            group, day = r.group, ""
            out.write(f'Dear:\n微信群"{group_name(group)}"的聊天记录如下:\n\n')
        if (now := clock.day(r.at)) != day:
            day = now
            out.write(f"—————  {day}  —————\n\n")
        above = f"「{names[quoted.sender]}：{quoted.text}」\n{QUOTE_RULE}\n" if quoted else ""
        out.write(f"{names[r.sender]}  {clock.minute(r.at)}\n{above}{r.text}\n\n")
        count += 1
    return count


def _with_quoted(records: Iterable[Record]) -> Iterator[tuple[Record, Record | None]]:
    """Each record with the one it quotes, where that stands in the same group and says something."""
    recent: deque[Record] = deque(maxlen=QUOTE_REACH)
    for r in records:
        quoted = recent[-r.quotes] if 0 < r.quotes <= len(recent) else None
        if quoted and (quoted.group != r.group or quoted.kind == "system"):
            quoted = None
        yield r, quoted
        recent.append(r)


class _Clock:
    """Wall-clock times in Shanghai, the day formatted once and the rest read from tables."""

    MINUTES = tuple(f"{m // 60:02d}:{m % 60:02d}" for m in range(1440))

    def __init__(self) -> None:
        self._day, self._text = -1, ""

    def day(self, at: int) -> str:
        number = (at + SHANGHAI) // DAY
        if number != self._day:
            self._day, self._text = number, local(at).strftime("%Y-%m-%d")
        return self._text

    def minute(self, at: int) -> str:
        return self.MINUTES[(at + SHANGHAI) % DAY // 60]

    def second(self, at: int) -> str:
        return f"{self.day(at)} {self.minute(at)}:{at % 60:02d}"
