"""The hand-written talk: it can be read, every part has a player, every question is marked as one."""

import re

import pytest

from qunce.demo.archetypes import ARCHETYPES
from qunce.demo.cast import parts_of
from qunce.demo.script import RANDOM_PARTS, ScriptError, bank, parse, threads_of

KEYS = [a.key for a in ARCHETYPES]
ADDRESS = re.compile(r"https?://\S+")
QUESTION_MARKS = {"question", "again", "social", "rhetorical"}


@pytest.mark.parametrize("key", KEYS)
def test_every_speaker_has_a_part(key: str) -> None:
    aliases = {part.alias for part in parts_of(key) if part.alias}
    for thread in threads_of(key):
        for cue in thread.cues:
            who = cue.who[1:].split()[1:] if cue.who.startswith("*") else [cue.who]
            assert set(who) <= aliases | set(RANDOM_PARTS), (thread.key, cue)


@pytest.mark.parametrize("key", KEYS)
def test_aliases_are_unique(key: str) -> None:
    aliases = [part.alias for part in parts_of(key) if part.alias]
    assert len(aliases) == len(set(aliases))


@pytest.mark.parametrize("key", KEYS)
def test_a_line_with_a_question_mark_says_what_kind_of_question_it_is(key: str) -> None:
    for thread in threads_of(key):
        for cue in thread.cues:
            if re.search("[?？]", ADDRESS.sub("", cue.text)):
                assert {kind for kind, _ in cue.marks} & QUESTION_MARKS, (thread.key, cue.text)


@pytest.mark.parametrize("key", KEYS)
def test_answers_and_quotes_point_at_lines_of_their_thread(key: str) -> None:
    others = {thread.key for thread in threads_of(key)}
    for thread in threads_of(key):
        asked = {ref for cue in thread.cues for kind, ref in cue.marks if kind == "question"}
        labels = {cue.label for cue in thread.cues if cue.label} | {str(n) for n in range(len(thread.cues))}
        for cue in thread.cues:
            pointing = {ref for kind, ref in cue.marks if kind in ("answer", "thanks", "self", "again")}
            assert pointing <= asked, (thread.key, cue)
            assert not cue.quote or cue.quote in labels or cue.quote.partition("/")[0] in others, (thread.key, cue)


def test_there_is_enough_to_say() -> None:
    cues = sum(len(thread.cues) for key in KEYS for thread in threads_of(key))
    fillers = sum(thread.is_filler for key in KEYS for thread in threads_of(key))
    assert cues > 1500
    assert fillers > 180
    assert len(set(bank("restaurant", "idle"))) > 150


def test_one_thread_as_written() -> None:
    (thread,) = parse(
        "// nothing\n## fish at=10:30-11:00 days=mon,wed times=2 gap=5-9 story=s\n"
        "甲 q1 cluster=fish | 今天有{鱼|虾}吗？\n阿哲 a1 +3m | @甲 有\\n都有\n乙 >q1 d1@09:05 p | 好"
    )
    assert (thread.window, thread.times, thread.weekdays) == ((630, 660), 2, frozenset({0, 2}))
    ask, answer, other = thread.cues
    assert ask.marks == (("question", "1"), ("cluster", "fish"))
    assert ask.label == "q1"
    assert (answer.wait, answer.text) == (180, "@甲 有\n都有")
    assert (other.quote, other.clock) == ("q1", (1, 545))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("甲 | 没有标题", "before the first thread"),
        ("## a\n甲 没有竖线", "no ' | '"),
        ("## a\n甲 zzz | x", "unknown mod 'zzz'"),
        ("## a at=25\n", "unknown option"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(ScriptError, match=complaint) as caught:
        parse(text, "x.txt")
    assert "x.txt:" in str(caught.value)
