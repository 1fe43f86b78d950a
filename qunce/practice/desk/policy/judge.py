"""Follows a group's questions through its messages, in time order (E3, E4).

Evidence that a question was answered, strongest first: a quotation of it, an @ of the asker, the
asker's own thanks (which end it and confirm the nearest line before), else the nearest line that
plausibly fits, marked approximate. Many questions are never answered, and this says so.

Every decision looks back at most ``OVERLAP_SECONDS``: a judge that starts that much before a
moment says the same about everything asked after it as one that heard the group from its birth.
"""

from collections.abc import Collection, Iterable
from typing import Final

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.hours import reply_clock
from qunce.practice.desk import acts
from qunce.practice.desk.policy.lines import (
    HOUR,
    IRC_CALL,
    Line,
    alike,
    content,
    quote_key,
    speaks_to_member,
)
from qunce.practice.desk.policy.outcome import How, Item, Outcome, Reply, outcome
from qunce.practice.desk.policy.plausible import likelihood
from qunce.practice.desk.questions import QuestionMark, classify

FOLLOWED: Final = 72 * HOUR  # how long a question takes replies
NEAR: Final = 2 * HOUR  # how long after it came due an unmarked line may still be its answer
NAMED_WITHIN: Final = 30 * HOUR  # an @ later than this speaks of something else
AGAIN: Final = 24 * HOUR  # the same question by the same person within this is the same item
CALL_FIRST: Final = 10 * 60  # 在吗 … and then the question
THANKS_WITHIN: Final = 6 * HOUR
BURST: Final = 5 * 60
CONTEXT: Final = 5 * 60
OVERLAP_SECONDS: Final = 2 * FOLLOWED
MAX_OPEN: Final = 4_000  # items followed at once in one group; beyond, the oldest are settled
_ANSWER_KINDS: Final = frozenset(
    {"text", "image", "file", "link", "mini_program", "location", "card", "voice", "video"}
)
_TO_THE_DESK: Final = (
    "老师",
    "老板",
    "客服",
    "群主",
    "管理",
    "店家",
    "掌柜",
    "商家",
    "你好",
    "你们",
    "你家",
    "你店",
    "您",
)


def judge_lines(
    lines: Iterable[Line],
    charter: EffectiveCharter,
    as_of: int,
    *,
    group_id: int | None = None,
    since: int = 0,
    staff_ids: Collection[int] = (),
    staff_names: Collection[str] = (),
) -> list[Outcome]:
    """Judge a whole group; see ``DeskJudge``. Lines later than ``as_of`` are not heard."""
    judge = DeskJudge(
        charter, as_of, group_id=group_id, since=since, staff_ids=staff_ids, staff_names=staff_names
    )
    for line in lines:
        judge.hear(line)
    return judge.close()


class DeskJudge:
    """A streaming judge of one group's questions; memory is bounded by three days of questions.

    since        outcomes are given for questions asked at or after this moment (epoch seconds);
                 feed lines from ``OVERLAP_SECONDS`` earlier
    staff_ids, staff_names  whom a question may be addressed to and still be the desk's
    """

    def __init__(
        self,
        charter: EffectiveCharter,
        as_of: int,
        *,
        group_id: int | None = None,
        since: int = 0,
        staff_ids: Collection[int] = (),
        staff_names: Collection[str] = (),
    ) -> None:
        self._clock = reply_clock(charter.service_hours)
        self._limit = charter.reply_limit_minutes
        self._as_of = as_of
        self._group_id = group_id
        self._since = since
        self._staff_ids = frozenset(staff_ids)
        self._staff_names = frozenset(staff_names)
        self._items: list[Item] = []
        self._near: list[Item] = []  # those an unmarked line may still answer
        self._by_asker: dict[int, list[Item]] = {}
        self._by_message: dict[int, Item] = {}
        self._by_quote: dict[str, Item] = {}
        self._staff_said: dict[int, int] = {}  # message id: at
        self._settled: list[Outcome] = []
        self._index = 0
        self._now = 0
        self._sweep_at = 0
        self._before: Line | None = None  # the line heard just before

    def hear(self, line: Line) -> None:
        """Take the next message; raises ValueError when time runs backwards."""
        if line.at < self._now:
            raise ValueError(f"message {line.id} is older than the one before it")
        if line.at > self._as_of:
            return
        self._now = line.at
        self._index += 1
        if self._items and line.at >= self._sweep_at:
            self._settle(line.at - FOLLOWED)
            self._sweep_at = line.at + HOUR
        if line.kind in _ANSWER_KINDS:
            asked = self._hear_asking(line) if line.kind == "text" else False
            if self._items and not asked:
                self._hear_answering(line)
        if line.is_staff:
            self._staff_said[line.id] = line.at
        self._before = line

    def take(self) -> list[Outcome]:
        """Outcomes of questions that take no more replies; each is given once."""
        settled, self._settled = self._settled, []
        return settled

    def close(self) -> list[Outcome]:
        """All outcomes not yet taken, the open questions as they stand at ``as_of``."""
        return self.take() + [self._outcome(item) for item in self._items if item.head.at >= self._since]

    # asking

    def _hear_asking(self, line: Line) -> bool:
        """Open, join or repeat an item. True when the line is spent and answers nothing."""
        mine = self._by_asker.get(line.person_id)
        if mine is None and line.is_staff:
            return False
        mark = classify(line.text)
        if mark.kind == "nudge":
            return self._nudge(line, mine)
        if not mark.is_question:
            if acts.ME_TOO.match(line.text) and (near := self._latest_of_others(line)):
                near.others.append(line)
                return True
            return False
        if line.is_staff or self._is_aside(line, mark):
            return False
        if mark.kind == "call" and mine and self._nudge(line, mine):
            return True
        words = content(line.text)
        if mine:
            last = mine[-1]
            if self._completes(last, line, mark):
                last.question, last.mark, last.content, last.latest = line, mark, words, words
                self._link(last, line)
                return False
            same = next((i for i in reversed(mine) if self._repeats(i, line, words)), None)
            if same is not None:
                same.asked_again.append(line.id)
                same.last_asked, same.latest = line.at, words
                self._link(same, line)
                return True
        self._open(line, mark, words)
        return line.reply_to_id not in self._by_message and not line.mentions and "@" not in line.text

    def _open(self, line: Line, mark: QuestionMark, words: frozenset[str]) -> None:
        due = self._clock.due(line.at, self._limit)
        item = Item(line, line, mark, self._index, words, words, due, last_asked=line.at)
        if len(self._items) >= MAX_OPEN:
            self._settle(line.at - FOLLOWED, MAX_OPEN * 7 // 8)
        self._items.append(item)
        self._near.append(item)
        self._by_asker.setdefault(line.person_id, []).append(item)
        self._link(item, line)

    def _link(self, item: Item, line: Line) -> None:
        self._by_message[line.id] = item
        if key := quote_key(line.text):
            self._by_quote[key] = item

    def _nudge(self, line: Line, mine: list[Item] | None) -> bool:
        """A lone "?" or 在吗 after one's own open question asks that question again."""
        if not mine:
            return False
        last = mine[-1]
        if last.ended or line.at - last.last_asked > AGAIN:
            return False
        last.asked_again.append(line.id)
        last.last_asked = line.at
        return True

    @staticmethod
    def _completes(last: Item, line: Line, mark: QuestionMark) -> bool:
        """Does the question proper follow its own 在吗 or 请问一下?"""
        opener = last.mark.kind == "call" or (
            last.mark.cue == "lead" and len(last.question.text.strip()) <= 8
        )
        return opener and mark.kind != "call" and not last.ended and line.at - last.last_asked <= CALL_FIRST

    @staticmethod
    def _repeats(item: Item, line: Line, words: frozenset[str]) -> bool:
        if line.at - item.last_asked > AGAIN or item.ended:
            return False
        if any(r.how != "near" and r.at >= item.last_asked for r in item.replies):
            return False  # it was answered since: asking again is a new question
        return alike(item.latest, words) or item.latest == words != frozenset()

    def _is_aside(self, line: Line, mark: QuestionMark) -> bool:
        """Is the question meant for another member? Then nobody at the desk owes an answer."""
        if speaks_to_member(line, self._staff_ids, self._staff_names):
            return True
        if line.reply_to_id is not None:
            said = self._staff_said.get(line.reply_to_id)
            of_staff = said is not None and line.at - said <= AGAIN
            return not of_staff and self._quoted(line) is None
        if line.quote_text and line.quote_name:
            return line.quote_name not in self._staff_names and self._quoted(line) is None
        before = self._before
        if before is None or before.is_staff or before.person_id == line.person_id:
            return False
        if line.at - before.at > CONTEXT or mark.kind == "call":
            return False
        if acts.BACKCHANNEL.match(line.text.strip()):
            return True
        return "你" in line.text and not any(word in line.text for word in _TO_THE_DESK)

    def _latest_of_others(self, line: Line) -> Item | None:
        for item in reversed(self._near):
            if item.head.person_id != line.person_id:
                return item if line.at - item.last_asked <= HOUR else None
        return None

    # answering

    def _hear_answering(self, line: Line) -> None:
        mine = self._by_asker.get(line.person_id)
        if mine:
            self._hear_asker(line, mine)
        self._forget_near(line.at)
        quoted = self._quoted(line)
        if quoted is not None and quoted.head.person_id != line.person_id:
            self._reply(quoted, line, "quote", 1.0)
            self._share(quoted, line)
            return
        named = self._named(line)
        for *earlier, latest in named:
            self._reply(latest, line, "mention", 1.0)
            for item in earlier:
                if latest.last_asked - item.last_asked <= BURST:
                    self._reply(item, line, "near", 0.6)
            self._share(latest, line)
        if named:
            return
        if (
            quoted is None
            and not line.quotes()
            and not line.mentions
            and "@" not in line.text.replace("@所有人", "")
        ):
            self._guess(line)

    def _hear_asker(self, line: Line, mine: list[Item]) -> None:
        """The asker speaks again: details of the question, thanks, or the end of it."""
        text = line.text.strip()
        last = mine[-1]
        if line.at - last.last_asked <= BURST and last.last_other is None:
            self._link(last, line)
        if len(text) > 60 or line.kind != "text":
            return
        thanks = acts.THANKS.search(text) is not None and acts.THANKS_FOR_OTHER.search(text) is None
        solved = acts.RESOLVED.search(text) is not None
        took = acts.ACCEPTS.match(text) is not None
        if not (thanks or solved or took) or (classify(text).is_question and not thanks):
            return
        for item in mine:
            if not item.ended and line.at - item.last_asked <= THANKS_WITHIN:
                self._conclude(item, line, thanks=thanks, solved=solved)

    def _conclude(self, item: Item, line: Line, *, thanks: bool, solved: bool) -> None:
        candidates = [r for r in item.replies if r.at >= item.last_asked or r.how != "near"]
        named = [r for r in candidates if r.person_id in line.mentions]
        best = (named or candidates)[-1] if candidates else None
        alone = acts.BY_ONESELF.search(line.text) is not None
        if solved and (alone or best is None):
            item.solved_by = line
        elif best is not None:
            firm = next((r for r in candidates if r.how != "near"), None)
            item.thanks, item.confirmed = line, firm or best
        elif item.last_other is not None and thanks:
            item.thanks = line
        # thanks with nobody having spoken are politeness in advance and end nothing

    def _quoted(self, line: Line) -> Item | None:
        """The followed item that the line quotes, by id or by the words of the quotation."""
        if line.reply_to_id is not None:
            item = self._by_message.get(line.reply_to_id)
        else:
            item = self._by_quote.get(quote_key(line.quote_text)) if line.quote_text else None
        return item if item is not None and line.at - item.last_asked <= FOLLOWED else None

    def _named(self, line: Line) -> list[list[Item]]:
        """For each asker whom the line calls by name, their open items, oldest first."""
        called = {person for person in line.mentions if person in self._by_asker}
        if "@" in line.text:
            names = {p: items[-1].head.name for p, items in self._by_asker.items()}
            met = {p: name for p, name in names.items() if name and f"@{name}" in line.text}
            called.update(p for p, name in met.items() if not _is_prefix(name, met.values()))
        elif (prefix := IRC_CALL.match(line.text)) is not None:
            called.update(p for p, items in self._by_asker.items() if items[-1].head.name == prefix[1])
        called.discard(line.person_id)
        found = (
            [i for i in self._by_asker[p] if line.at - i.last_asked <= NAMED_WITHIN] for p in sorted(called)
        )
        return [items for items in found if items]

    def _share(self, answered: Item, line: Line) -> None:
        """One answer for several askers: whoever asked the same has it too, approximately."""
        for item in self._near:
            if (
                item is not answered
                and item.head.person_id != line.person_id
                and alike(item.content, answered.content)
            ):
                self._reply(item, line, "near", 0.7)

    def _guess(self, line: Line) -> None:
        """An unmarked line goes to the question it fits best, and to the same question of others."""
        if not self._near:
            return
        for item in self._near:
            if item.head.person_id != line.person_id:
                item.last_other = line
        if line.kind == "text" and (acts.is_small_talk(line.text) or classify(line.text).is_question):
            return
        words = content(line.text) if line.kind == "text" else frozenset()
        best: Item | None = None
        best_score = 0.0
        for item in reversed(self._near):
            if item.head.person_id == line.person_id:
                continue
            gap = self._index - item.index
            score = likelihood(item, line, words, gap)
            if line.is_staff:
                item.staff_lines += 1
            if score > best_score + 0.05:  # the nearest wins unless another fits clearly better
                best, best_score = item, score
        if best is None or best_score < 0.2:
            return
        self._reply(best, line, "near", best_score)
        if best_score >= 0.5:
            self._share(best, line)

    @staticmethod
    def _reply(item: Item, line: Line, how: How, score: float) -> None:
        if item.ended or line.at - item.last_asked > FOLLOWED:
            return
        item.last_other = line
        item.replies.append(
            Reply(line.id, line.at, line.person_id, line.is_staff, how, score, line.precision)
        )

    # forgetting

    def _near_until(self, item: Item) -> int:
        return max(item.last_asked + HOUR // 2, (item.due_at or item.head.at) + NEAR)

    def _forget_near(self, now: int) -> None:
        if self._near and self._near_until(self._near[0]) < now:
            self._near = [item for item in self._near if self._near_until(item) >= now]

    def _settle(self, before: int, most: int = MAX_OPEN) -> None:
        """Give out the questions last asked before a moment and forget everything about them.

        When exactly this runs changes no outcome: replies check the time for themselves.
        """
        kept = [item for item in self._items if item.last_asked >= before][-most:]
        alive = {id(item) for item in kept}
        for item in self._items:
            if id(item) not in alive:
                self._forget(item)
        self._items = kept
        self._near = [item for item in self._near if id(item) in alive]
        self._by_message = {key: item for key, item in self._by_message.items() if id(item) in alive}
        self._by_quote = {key: item for key, item in self._by_quote.items() if id(item) in alive}
        self._staff_said = {key: at for key, at in self._staff_said.items() if at >= self._now - AGAIN}

    def _forget(self, item: Item) -> None:
        mine = self._by_asker[item.head.person_id]
        mine.remove(item)
        if not mine:
            del self._by_asker[item.head.person_id]
        if item.head.at >= self._since:
            self._settled.append(self._outcome(item))

    def _outcome(self, item: Item) -> Outcome:
        return outcome(item, self._clock, self._limit, self._as_of, self._group_id)


def _is_prefix(name: str, others: Iterable[str]) -> bool:
    """Is 小李 only the beginning of 小李子, who is the one called?"""
    return any(other != name and other.startswith(name) for other in others)
