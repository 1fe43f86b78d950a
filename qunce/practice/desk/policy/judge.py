"""Follows a group's questions through its messages, in time order (E3, E4).

Evidence that a question was answered, strongest first: a quotation of it, an @ of the asker, the
asker's own thanks (which end it and confirm the nearest line before), else the nearest line that
plausibly fits, marked approximate. Many questions are never answered, and this says so.

Every decision looks back at most ``OVERLAP_SECONDS``: a judge that starts that much before a
moment says the same about everything asked after it as one that heard the group from its birth.
"""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from qunce.community.charter.types import EffectiveCharter
from qunce.kernel.hours import reply_clock
from qunce.practice.desk import acts
from qunce.practice.desk.policy.holding import Held, puts_off
from qunce.practice.desk.policy.lines import (
    CLOSE_LINES,
    FAR_LINES,
    HOUR,
    IRC_CALL,
    RAW_MENTION,
    Line,
    alike,
    content,
    pieces,
    shared,
    speaks_to_member,
)
from qunce.practice.desk.policy.outcome import PLAUSIBLE, Again, How, Item, Outcome, Reply, outcome
from qunce.practice.desk.policy.plausible import likelihood
from qunce.practice.desk.policy.shelf import FOLLOWED, MAX_OPEN, Shelf
from qunce.practice.desk.policy.turns import goes_on
from qunce.practice.desk.promises.policy.finding import FoundPromise, find_promise
from qunce.practice.desk.questions import NOT_A_QUESTION, QuestionMark, classify

AGAIN: Final = 24 * HOUR  # the same question by the same person within this is the same item
CALL_FIRST: Final = 10 * 60  # 在吗 … and then the question
THANKS_WITHIN: Final = 6 * HOUR
BURST: Final = 5 * 60
CONTEXT: Final = 5 * 60
FITTING: Final = 0.7  # an inferred answer below this has no part in what the asker says to have found
MOVED_ON: Final = 60  # lines after which an @ alone no longer points at the question
OVERLAP_SECONDS: Final = 2 * FOLLOWED
_SWEEP: Final = 24 * HOUR
_TIDY: Final = HOUR
_ANSWER_KINDS: Final = frozenset(
    {"text", "image", "file", "link", "mini_program", "location", "card", "voice", "video"}
)
_PATIENCE: Final = frozenset("等稍马立尽快会晚回")  # one of these stands in every word that only asks to wait
_TO_THE_DESK: Final = (
    "老师", "老板", "客服", "群主", "管理", "店家", "掌柜", "商家", "你好", "你们", "你家", "你店", "您",
)  # fmt: skip


def judge_lines(
    lines: Iterable[Line],
    charter: EffectiveCharter,
    as_of: int,
    *,
    group_id: int | None = None,
    since: int = 0,
    staff_ids: Collection[int] = (),
    staff_names: Collection[str] = (),
    member_names: Collection[str] = (),
) -> list[Outcome]:
    """Judge a whole group; see ``DeskJudge``. Lines later than ``as_of`` are not heard."""
    judge = DeskJudge(
        charter,
        as_of,
        group_id=group_id,
        since=since,
        staff_ids=staff_ids,
        staff_names=staff_names,
        member_names=member_names,
    )
    for line in lines:
        judge.hear(line)
    return judge.close()


class DeskJudge:
    """A streaming judge of one group's questions; memory is bounded by three days of questions.

    since        outcomes are given for questions asked at or after this moment (epoch seconds);
                 feed lines from ``OVERLAP_SECONDS`` earlier
    staff_ids, staff_names  whom a question may be addressed to and still be the desk's
    member_names  nicknames that "nick: text" may address, the way IRC does
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
        member_names: Collection[str] = (),
    ) -> None:
        self._hours = charter.service_hours
        self._clock = reply_clock(charter.service_hours)
        self._limit = charter.reply_limit_minutes
        self._as_of = as_of
        self._group_id = group_id
        self._since = since
        self._staff_ids = frozenset(staff_ids)
        self._staff_names = frozenset(staff_names)
        self._member_names = frozenset(member_names) - self._staff_names
        self._shelf = Shelf()
        self._staff_said: dict[int, int] = {}  # message id: at
        self._settled: list[Outcome] = []
        self._index = 0
        self._now = 0
        self._sweep_at = 0
        self._tidy_at = 0
        self._before: Line | None = None  # the line heard just before
        self._promised: tuple[int, FoundPromise | None] = -1, None  # of which line, what it promises
        self._spoke: tuple[Line, int] | None = None  # the last line that may answer, and its index
        self._spoke_before: tuple[Line, int] | None = None  # the last such line of somebody else

    def hear(self, line: Line) -> None:
        """Take the next message; raises ValueError when time runs backwards."""
        if line.at < self._now:
            raise ValueError(f"message {line.id} is older than the one before it")
        if line.at > self._as_of:
            return
        self._now = line.at
        self._index += 1
        if line.at >= self._tidy_at:
            self._shelf.tidy(line.at)
            self._tidy_at = line.at + _TIDY
        if line.at >= self._sweep_at or len(self._shelf.items) >= MAX_OPEN:
            self._sweep()
        if line.kind in _ANSWER_KINDS:
            spoken = line.kind == "text"
            mark = classify(line.text) if spoken else NOT_A_QUESTION
            asked = spoken and self._hear_asking(line, mark)
            if not asked and self._shelf.items:
                self._hear_answering(line, mark)
            if not asked:
                self._note_speaker(line)
        if line.is_staff:
            self._staff_said[line.id] = line.at
        self._before = line

    def take(self) -> list[Outcome]:
        """Outcomes of questions that take no more replies; each is given once."""
        settled, self._settled = self._settled, []
        return settled

    def close(self) -> list[Outcome]:
        """All outcomes not yet taken, the open questions as they stand at ``as_of``."""
        return self.take() + [self._outcome(item) for item in self._shelf.items if item.head.at >= self._since]

    # asking

    def _hear_asking(self, line: Line, mark: QuestionMark) -> bool:
        """Open, join or repeat an item. True when the line is spent and answers nothing."""
        mine = self._shelf.of(line.person_id)
        if line.is_staff and not mine:
            return False
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
                last.question, last.mark, last.opened = line, mark, self._index
                last.shapes = acts.shapes_wanted(line.text)
                self._shelf.rephrase(last, words)
                self._shelf.link(last, line)
                return False
            same = next((i for i in reversed(mine) if self._repeats(i, line, words)), None)
            if same is not None:
                self._ask_again(same, line)
                same.latest = words
                self._shelf.link(same, line)
                return True
        due = self._clock.due(line.at, self._limit)
        shapes = acts.shapes_wanted(line.text)
        item = Item(line, line, mark, self._index, words, words, due, shapes, last_asked=line.at)
        item.follows = any(line.at - i.last_asked <= FOLLOWED and goes_on(i, line.at) for i in mine)
        self._shelf.add(item, line)
        return not line.quotes() and not line.mentions and "@" not in line.text

    def _ask_again(self, item: Item, line: Line) -> None:
        item.asked_again.append(line.id)
        item.again.append(Again(line.id, line.at, line.precision))
        item.last_asked = line.at

    def _nudge(self, line: Line, mine: list[Item]) -> bool:
        """A lone "?" or 在吗 after one's own open question asks that question again."""
        if not mine:
            return False
        last = mine[-1]
        if last.ended or line.at - last.last_asked > AGAIN:
            return False
        self._ask_again(last, line)
        return True

    @staticmethod
    def _completes(last: Item, line: Line, mark: QuestionMark) -> bool:
        """Does the question proper follow its own 在吗 or 请问一下?"""
        opener = last.mark.kind == "call" or acts.OPENER.match(last.question.text) is not None
        return opener and mark.kind != "call" and not last.ended and line.at - last.last_asked <= CALL_FIRST

    @staticmethod
    def _repeats(item: Item, line: Line, words: frozenset[str]) -> bool:
        latest = item.latest
        if latest.isdisjoint(words) or line.at - item.last_asked > AGAIN or item.ended:
            return False
        if any(r.how != "near" and r.at >= item.last_asked for r in item.replies):
            return False  # it was answered since: asking again is a new question
        return alike(latest, words)

    def _is_aside(self, line: Line, mark: QuestionMark) -> bool:
        """Is the question meant for another member? Then nobody at the desk owes an answer."""
        if speaks_to_member(line, self._staff_ids, self._staff_names):
            return True
        if self._member_names and (call := IRC_CALL.match(line.text)) and call[1] in self._member_names:
            return True
        if line.reply_to_id is not None:
            said = self._staff_said.get(line.reply_to_id)
            of_staff = said is not None and line.at - said <= AGAIN
            return not of_staff and self._shelf.quoted(line) is None
        if line.quote_text and line.quote_name:
            return line.quote_name not in self._staff_names and self._shelf.quoted(line) is None
        before = self._before
        if before is None or before.is_staff or before.person_id == line.person_id:
            return False
        if line.at - before.at > CONTEXT or mark.kind == "call":
            return False
        if acts.BACKCHANNEL.match(line.text.strip()):
            return True
        return "你" in line.text and not any(word in line.text for word in _TO_THE_DESK)

    def _latest_of_others(self, line: Line) -> Item | None:
        latest = next(iter(self._shelf.recent(line, self._index, FAR_LINES)), None)
        return latest if latest is not None and line.at - latest.last_asked <= HOUR else None

    # answering

    def _hear_answering(self, line: Line, mark: QuestionMark) -> None:
        mine = self._shelf.of(line.person_id)
        if mine:
            self._hear_asker(line, mark, mine)
        quoted = self._shelf.quoted(line)
        if quoted is not None and quoted.head.person_id != line.person_id:
            if line.kind == "text" and acts.is_small_talk(line.text):
                self._reply(quoted, line, "near", 0.4)
            else:
                self._reply(quoted, line, "quote", 1.0)
                self._share(quoted, line)
            return
        named = self._shelf.named(line)
        for *earlier, latest in named:
            self._mention(latest, line, crowd=len(named) > 1)
            for item in earlier:
                if latest.last_asked - item.last_asked <= BURST:
                    self._reply(item, line, "near", 0.6)
            self._share(latest, line)
        if named:
            return
        if line.quotes() or line.mentions or not self._shelf.anybody_near:
            return
        if "@" not in line.text or "@" not in line.text.replace("@所有人", ""):
            self._guess(line, mark)

    def _hear_asker(self, line: Line, mark: QuestionMark, mine: list[Item]) -> None:
        """The asker speaks again: details of the question, thanks, or the end of it."""
        text = line.text
        last = mine[-1]
        if line.at - last.last_asked <= BURST and not self._somebody_else_spoke(last):
            self._shelf.link(last, line)
        if len(text) > 60 or line.kind != "text" or acts.CLOSING_SIGNS.isdisjoint(text):
            return
        text = text.strip()
        thanks = acts.thanks(text)
        solved = acts.resolved(text)
        took = acts.ACCEPTS.match(text) is not None or acts.TAKES_UP.match(text) is not None
        if not (thanks or solved or took) or (mark.is_question and not thanks):
            return
        for item in mine:
            if not item.ended and line.at - item.last_asked <= THANKS_WITHIN:
                self._conclude(item, line, thanks=thanks, solved=solved)

    def _conclude(self, item: Item, line: Line, *, thanks: bool, solved: bool) -> None:
        candidates = [r for r in item.replies if r.at >= item.last_asked or r.how != "near"]
        named = [r for r in candidates if r.person_id in line.mentions]
        best = (named or candidates)[-1] if candidates else None
        if not solved and item.held and self._thanks_for_waiting(item, best):
            return
        alone = acts.BY_ONESELF.search(line.text) is not None
        guessed = best is None or (best.how == "near" and best.score < FITTING and not best.is_staff and not thanks)
        if solved and (alone or guessed):
            item.solved_by = line
        elif best is not None and not (guessed and alone):
            firm = next((r for r in candidates if r.how != "near"), None)
            item.thanks, item.confirmed, item.thanked = line, firm or best, thanks
        elif thanks and self._somebody_else_spoke(item):
            item.thanks = line
        # thanks with nobody having spoken are politeness in advance and end nothing

    def _thanks_for_waiting(self, item: Item, best: Reply | None) -> bool:
        """好的谢谢 after 稍等 takes the promise, not an answer: nobody has said anything since."""
        held = item.held[-1]
        if best is not None and (best.at >= held.at or best.how != "near" or best.score >= PLAUSIBLE):
            return False
        return not self._somebody_else_spoke(item, held.number)

    def _mention(self, item: Item, line: Line, *, crowd: bool) -> None:
        """An @ of the asker answers, unless it only laughs or comes when talk has long moved on.

        An @ of a crowd about something else is for those who asked just before.
        """
        common = shared(item.content, pieces(line.text))
        if (
            (line.kind == "text" and acts.is_small_talk(_without_mentions(line.text)))
            or (self._index - item.opened > MOVED_ON and common < 0.25)
            or (crowd and not common and line.at - item.last_asked > HOUR)
        ):
            self._reply(item, line, "near", 0.4)
        else:
            self._reply(item, line, "mention", 1.0)

    def _share(self, answered: Item, line: Line) -> None:
        """One answer for several askers: whoever asked the same has it too, approximately."""
        for item in self._shelf.same_question(answered, line):
            self._reply(item, line, "near", 0.7)

    def _guess(self, line: Line, mark: QuestionMark) -> None:
        """An unmarked line goes to the question it fits best, and to the same question of others."""
        if mark.is_question:
            return
        words: AbstractSet[str] = pieces(line.text) if line.kind == "text" else frozenset()
        reach = FAR_LINES if line.is_staff else CLOSE_LINES
        candidates = self._shelf.recent(line, self._index, reach)
        candidates += [i for i in self._shelf.sharing(line, words, self._index) if i not in candidates]
        if not candidates or (line.kind == "text" and acts.is_small_talk(line.text)):
            return
        best: Item | None = None
        best_score = 0.0
        for item in candidates:
            score = likelihood(item, line, words, self._index - item.opened)
            if line.is_staff and self._promise_of(line) is None:
                item.staff_lines += 1
            if score > best_score + 0.05:  # the nearest wins unless another fits clearly better
                best, best_score = item, score
        if best is None or best_score < 0.2:
            return
        self._reply(best, line, "near", best_score)
        if best_score >= PLAUSIBLE:
            self._share(best, line)
            if line.is_staff and acts.speaks_to_all(line.text):
                self._tell_all(best, candidates, line)

    def _tell_all(self, answered: Item, others: list[Item], line: Line) -> None:
        """A colleague speaks to all: whoever asked in the same burst is told as well, approximately."""
        for item in others:
            if item is not answered and abs(item.last_asked - answered.last_asked) <= BURST:
                self._reply(item, line, "near", 0.5)

    def _note_speaker(self, line: Line) -> None:
        if self._spoke is not None and self._spoke[0].person_id != line.person_id:
            self._spoke_before = self._spoke
        self._spoke = (line, self._index)

    def _somebody_else_spoke(self, item: Item, since: int | None = None) -> bool:
        """Has anybody but the asker said anything since the question, or since the line of that index?"""
        index = item.opened if since is None else since
        return any(
            said is not None and said[0].person_id != item.head.person_id and said[1] > index
            for said in (self._spoke, self._spoke_before)
        )

    def _promise_of(self, line: Line) -> FoundPromise | None:
        """What a line promises; looked for once."""
        if self._promised[0] != line.id:
            said = find_promise(line.text, line.at, self._hours) if line.kind == "text" else None
            self._promised = line.id, said
        return self._promised[1]

    def _reply(self, item: Item, line: Line, how: How, score: float) -> None:
        if item.ended or line.at - item.last_asked > FOLLOWED:
            return
        if self._puts_off(item, line):
            if line.is_staff:
                if how != "near" or score >= PLAUSIBLE:
                    self._hold(item, line, how)
                return
            how, score = "near", min(score, 0.3)  # another member asks for patience: no answer, not the desk's word
        item.replies.append(Reply(line.id, line.at, line.person_id, line.is_staff, how, score, line.precision))

    def _puts_off(self, item: Item, line: Line) -> bool:
        """Does the line put the asker off? What is promised for later than answers are looked for counts as one."""
        if not line.is_staff and _PATIENCE.isdisjoint(line.text):
            return False
        promised = self._promise_of(line)
        if promised is None or not (line.is_staff or promised.kind == "untimed"):
            return False
        if promised.due_at is not None and promised.due_at > item.last_asked + FOLLOWED:
            return False
        return puts_off(item.question.text, line.text, promised, (item.head.name,) if item.head.name else ())

    def _hold(self, item: Item, line: Line, how: How) -> None:
        promised = self._promise_of(line)
        due = promised.due_at if promised is not None else None
        item.held.append(Held(line.id, line.at, self._index, due, line.precision, line.person_id, how))
        self._shelf.keep_near(item)

    def _sweep(self) -> None:
        gone = self._shelf.settle(self._now)
        self._settled += [self._outcome(item) for item in gone if item.head.at >= self._since]
        self._staff_said = {key: at for key, at in self._staff_said.items() if at >= self._now - AGAIN}
        self._sweep_at = self._now + _SWEEP

    def _outcome(self, item: Item) -> Outcome:
        return outcome(item, self._clock, self._limit, self._as_of, self._group_id)


def _without_mentions(text: str) -> str:
    return IRC_CALL.sub("", RAW_MENTION.sub("", text)).strip()
