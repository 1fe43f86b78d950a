"""The words are polite, personal, complete in both languages, and do not look like a mass send."""

import re

from babel.messages.extract import extract_from_dir

from qunce.kernel.verdict import Reason
from qunce.practice.lifecycle import words
from qunce.practice.lifecycle.tests.words_in_both import ROOM, chinese, in_both

ALL: list[Reason] = [
    *(words.wake(n, "小王", "创业交流群", "阿敏", spoke=False) for n in range(3)),
    *(words.wake(n, "小王", "创业交流群", "阿敏", spoke=False, inviter="老李") for n in range(2)),
    *(words.wake(n, "小王", "创业交流群", "阿敏", spoke=True) for n in range(3)),
    *(words.wake(n, "小王", "创业交流群", "阿敏", spoke=True, topic="选址") for n in range(2)),
    *(words.thank(n, "小王", "老李", "怎么退款") for n in range(3)),
    *(words.thank_topic(n, "小王", "选址", 6) for n in range(2)),
    *(words.wake(n, "小王", "创业交流群", "", spoke=n > 1) for n in range(4)),
    words.wake(1, "小王", "创业交流群", "", spoke=True, topic="选址"),
    words.wake(1, "小王", "创业交流群", "", spoke=False, inviter="老李"),
    *(words.thank_for_help(n, "小王", 6) for n in range(2)),
    *(words.invite_to_share("小王", "创业交流群", us, 9) for us in ("阿敏", "")),
    *(words.interview("小王", "创业交流群", us) for us in ("阿敏", "")),
    *(words.interview_after_leaving("小王", "创业交流群", us) for us in ("阿敏", "")),
    *(words.move("小王", "创业交流群", "午餐群", us) for us in ("阿敏", "")),
    *(words.last_call("小王", "创业交流群", us, "2026-12-01") for us in ("阿敏", "")),
    words.below_floor("创业交流群", silent=40, kept=12, candidates=5),
    words.monthly_thanks(["小王", "老李"]),
]


def test_every_word_is_rendered_with_what_it_is_given() -> None:
    for reason in ALL:
        english, translated = in_both(reason)
        used = set(re.findall(r"%\((\w+)\)s", reason.msgid))
        assert "name" in used or "names" in used or "wake" in used
        for value in (value for place, value in reason.params.items() if place in used):
            assert str(value) in english
            assert str(value) in translated


def test_nobody_calls_themselves_an_assistant_and_everybody_is_polite() -> None:
    for reason in ALL[:-2]:
        translated = in_both(reason)[1]
        assert "助手" not in translated
        assert "我是。" not in translated
        assert "我是，" not in translated
        assert re.search("您|谢", translated), translated


def test_neighbours_on_the_list_read_differently_and_a_person_always_the_same() -> None:
    texts = [words.wake(n, "小王", "群", "阿敏", spoke=False).msgid for n in range(6)]
    assert texts[0] != texts[1] != texts[2]
    assert texts[:3] == texts[3:]


def test_thanks_name_the_concrete_help() -> None:
    assert "怎么退款" in in_both(words.thank(4, "小王", "老李", "怎么退款"))[1]
    assert "老李" in in_both(words.thank(4, "小王", "老李", "怎么退款"))[1]


def test_the_renewal_proposal_counts_who_is_woken() -> None:
    assert words.below_floor("群", silent=40, kept=12, candidates=5).params["wake"] == 23


def test_the_catalogue_is_complete_and_keeps_every_place() -> None:
    marked = {
        msg
        for file, _, msg, _, _ in extract_from_dir(
            str(ROOM), method_map=[("tests/**", "ignore"), ("**.py", "python")], keywords={"N_": None}
        )
        if file.startswith(("policy", "words"))
    }
    assert len(marked) > 100
    for msgid in marked:
        entry = chinese().get(msgid)
        assert entry is not None, msgid
        assert entry.string, msgid
        places = r"%\((\w+)\)s"
        assert set(re.findall(places, msgid)) == set(re.findall(places, str(entry.string))), msgid
