"""The trained score of complaints: what it reads, that it is fast to say no, that it can be taught and kept."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.models import Message
from qunce.gateway.intake.tests.helpers import mail, take
from qunce.practice.desk.complaints import services, store, training
from qunce.practice.desk.complaints.policy import likely, weights
from qunce.practice.desk.complaints.policy.finding import COUNTS, PERHAPS, find_complaint
from qunce.practice.desk.complaints.tests import gold, once, unseen
from tests.cast import make_workspace

TALK = (
    "周末一起去爬山吗",
    "孩子作业写完了吗",
    "明天几点集合",
    "路上堵车晚到十分钟",
    "收到，谢谢",
    "谁吃过这个，孩子能吃吗",
)
NEW = "煎饼果子里的薄脆是软塌塌的"


def test_the_words_of_a_line_and_where_they_stand() -> None:
    text = "说好三天，结果客服不回消息"
    reading = likely.read(likely.plain(text))
    flags = {likely.FLAGS[number] for number in reading.flags}
    assert {"promise", "turn", "ignored", "you", "promise_turn", "ours_ignored"} <= flags
    assert [text[a:b] for a, b in reading.spans] == ["不回"]
    assert "denied" in {likely.FLAGS[n] for n in likely.read("从来没坏了").flags}


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    folded = likely.plain(text)
    assert len(folded) == len(text)
    reading = likely.read(folded)
    assert all(0 <= a < b <= len(text) for a, b in reading.spans)
    assert np.isfinite(likely.score(weights.shipped(), folded, reading))
    assert likely.worth_reading(text) or find_complaint(text) is None


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=300))
def test_english_is_not_read(text: str) -> None:
    assert find_complaint(text) is None


def test_both_scripts_are_looked_at() -> None:
    assert likely.worth_reading("客服一直不回復，說好的呢")
    assert not likely.worth_reading("早上好")


def test_only_the_patterns_open_a_complaint() -> None:
    """Whatever the score says, it says no more than perhaps."""
    sure = weights.shipped()._replace(bias=50.0)
    found = find_complaint(NEW + "，还要等两天", sure)
    assert found is not None
    assert PERHAPS <= found.strength < COUNTS
    assert found.spans
    assert find_complaint("你们的系统怎么老崩啊，填了半天全没了！", weights.shipped()._replace(bias=-50.0)) is None


def test_the_lines_that_nothing_was_learnt_from() -> None:
    """Lower bounds below what was measured; ``python -m bench.eval_complaints`` prints the figures."""
    yes = [line for name in unseen.DOMAINS for line in getattr(unseen, f"{name}_YES")]
    no = [line for name in unseen.DOMAINS for line in getattr(unseen, f"{name}_NO")]
    assert (len(yes), len(no)) == (60, 120)
    assert sum(find_complaint(line) is not None for line in yes) >= 36
    assert sum(find_complaint(line) is not None for line in no) <= 8
    learnt = {line for name in once.LEARNT for line in getattr(once, f"{name}_YES")}
    learnt |= {line for name in gold.SETS for line in getattr(gold, f"{name}_YES")}
    assert learnt.isdisjoint(yes)


def test_kept_numbers_come_back_and_others_are_refused() -> None:
    model = weights.shipped()
    again = weights.loads(weights.dumps(model))
    for line in gold.LAST_YES:
        folded = likely.plain(line)
        reading = likely.read(folded)
        assert likely.score(again, folded, reading) == pytest.approx(likely.score(model, folded, reading), abs=0.05)
    for wrong in (
        "",
        "{}",
        "[]",
        "null",
        '{"runs": ["AAAA"], "most": 1}',
        weights.dumps(model).replace("runs", "ruins"),
    ):
        with pytest.raises(ValueError, match=r".*"):
            weights.loads(wrong)


def test_what_is_taught_is_known_and_the_rest_stays() -> None:
    model = weights.shipped()
    taught = training.teach(model, [(NEW + ending, True) for ending in ("", "啊", "，又是", "，还说新做的")] * 3, TALK)
    folded = likely.plain("又买到软塌塌的薄脆")
    reading = likely.read(folded)
    assert likely.score(taught, folded, reading) > likely.score(model, folded, reading) + 1
    for line in TALK:
        plain = likely.plain(line)
        assert likely.score(taught, plain, likely.read(plain)) < model.mark


@pytest.mark.django_db
def test_the_command_learns_from_what_was_decided(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    workspace, out = make_workspace(), io.StringIO()
    take(workspace, mail([("10:02", "小王", "薄脆软塌塌的，泡过水一样"), ("10:03", "李四", "中午吃什么")]))
    with pytest.raises(CommandError, match="nobody"):
        call_command("train_complaints", workspace.slug, stdout=out)
    with pytest.raises(CommandError, match="no workspace"):
        call_command("train_complaints", "nowhere", stdout=out)
    services.open_by_hand(Message.objects.get(text__startswith="薄脆"), 7)
    call_command("train_complaints", workspace.slug, stdout=out)
    assert "1 confirmed, 0 dismissed" in out.getvalue()
    model = store.SCORE.current(workspace.pk)
    assert model is not None
    assert model.examples == weights.shipped().examples + 1
    store.SCORE.place(workspace.pk).write_text("broken")
    assert store.SCORE.current(workspace.pk) is None
    call_command("train_complaints", workspace.slug, "--forget", stdout=out)
    assert not store.SCORE.place(workspace.pk).exists()
