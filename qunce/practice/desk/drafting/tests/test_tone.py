"""The tone a workspace asks for: what is seen, what one click puts right, who may speak otherwise (E5, C5)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.base.journal.models import Fact
from qunce.community.charter.types import ALL_WEEK_9_TO_21
from qunce.community.personas import services as personas
from qunce.community.personas.services import DutyTerms, PersonaTerms
from qunce.practice.desk.drafting import queries, services
from qunce.practice.desk.drafting.models import ToneRules
from qunce.practice.desk.drafting.policy import Draft, Finding, look
from qunce.practice.desk.drafting.tone import PLAIN, Tone, spoken
from tests.cast import Cast

NOW = 1_795_000_000
STRICT = Tone(True, (), "您", False, 1, 1, ("稳赚",), ("竞品", "AB.C"))


def findings(text: str, tone: Tone = STRICT, name: str = "小王") -> list[Finding]:
    return look(Draft(text, name, NOW, ALL_WEEK_9_TO_21, tone))


def mended(text: str, tone: Tone = STRICT, name: str = "小王") -> str:
    """The text after every fix that is offered was clicked, one after the other."""
    for _ in range(60):
        fix = next((one.fix for one in findings(text, tone, name) if one.fix), None)
        if fix is None:
            return text
        text = text[: fix.start] + fix.text + text[fix.end :]
    raise AssertionError(f"never ends: {text!r}")


SEEN = (
    ("@小王 您好，你看一下", "address", "你"),
    ("@小王 您好，亲，看一下", "dear", "亲，"),
    ("@小王 您好😀😀", "emoji", "😀"),
    ("@小王 您好[微笑][强]", "emoji", "[强]"),
    ("@小王 您好！谢谢！", "exclaim", "！"),
    ("@小王 您好，稳赚的", "absolute", "稳赚"),
    ("@小王 您好，竞品没有", "forbidden", "竞品"),
    ("@小王 您好，ab.c 没有", "forbidden", "ab.c"),
    ("@小王 您好，{截止}前答复", "blank", "{截止}"),
)
NOT_SEEN = (
    "@小王 您好，母亲节快乐", "@小王 您好，亲自送到", "@小王 您好，父亲，您请", "@小王 您好[图片]", "@小王 您好，abxc",
    "@小王 您好，{不是变量}", "@小王 您好！", "@小王 您好，你们",
)  # fmt: skip
MENDED = (
    ("您好", "@小王 您好"),
    ("@小王 停车不收费", "@小王 您好，停车不收费"),
    ("停车不收费", "@小王 您好，停车不收费"),
    ("@小王 您好，你放心，亲！！！", "@小王 您好，您放心，"),
    ("@小王 您好！谢谢！", "@小王 您好！谢谢。"),
    ("@小王 您好！！！", "@小王 您好！"),
    ("@小王 您好，这是最好的一款😀😀", "@小王 您好，这是很好的一款😀"),
)


@pytest.mark.parametrize(("text", "kind", "words"), SEEN)
def test_seen_with_its_words(text: str, kind: str, words: str) -> None:
    found = [one for one in findings(text) if one.span]
    assert [(one.kind, text[slice(*one.span or ())]) for one in found] == [(kind, words)]


@pytest.mark.parametrize("text", NOT_SEEN)
def test_what_only_looks_like_it(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize(("text", "after"), MENDED)
def test_one_click_each_puts_it_right(text: str, after: str) -> None:
    assert mended(text) == after


def test_without_a_tone_nothing_more_is_asked_than_before() -> None:
    assert findings("@小王 您好，亲，你看！！！😀😀😀竞品", PLAIN) == []
    assert findings("@小王 停车不收", PLAIN._replace(greet=False)) == []
    own = PLAIN._replace(greetings=("安安",))
    assert [one.kind for one in findings("@小王 您好", own)] == ["greeting"]
    assert mended("@小王 停车不收", own) == "@小王 安安，停车不收"


signs = st.text(alphabet="@小王您你好亲！!。，😀[强]最便宜{截止} \n", max_size=50)
tones = st.builds(
    Tone,
    greet=st.booleans(),
    greetings=st.sampled_from([(), ("早安",)]),
    absolute=st.just(("稳赚",)),
    forbidden=st.just(("便宜", "")),
    address=st.sampled_from(["", "您", "你"]),
    dear=st.booleans(),
    emoji=st.none() | st.integers(0, 3),
    exclaim=st.none() | st.integers(0, 3),
)


@given(signs, tones)
@settings(max_examples=150, deadline=None)
def test_spans_and_fixes_lie_in_the_text_and_mending_comes_to_an_end(text: str, tone: Tone) -> None:
    for one in findings(text, tone):
        assert one.span is None or 0 <= one.span[0] < one.span[1] <= len(text)
        assert one.fix is None or 0 <= one.fix.start <= one.fix.end <= len(text)
    after = mended(text, tone)
    assert not [one for one in findings(after, tone) if one.fix]


def test_hostile_drafts_and_lists_are_looked_at_quickly() -> None:
    wide = STRICT._replace(forbidden=tuple(f"词{n}(.*" for n in range(300)), absolute=("(a+)+$", "["))
    for text in (
        "亲" * 100_000,
        "!" * 100_000,
        "😀\u200d" * 50_000,
        "你" * 100_000,
        "[" * 100_000,
        "{" * 100_000,
        "a" * 100_000,
    ):
        assert isinstance(findings(text, wide), list)


def test_an_account_speaks_otherwise_only_where_it_says_so() -> None:
    tone = spoken(STRICT, {"emoji": 3, "dear": True, "forbidden": []})
    assert (tone.emoji, tone.dear, tone.exclaim, tone.forbidden) == (3, True, 1, STRICT.forbidden)


@pytest.mark.django_db
def test_saved_on_its_page_and_heard_in_the_groups(cast: Cast) -> None:
    client = cast.client(cast.operator)
    assert "回复语气" in client.get("/settings/tone").content.decode()
    form = {
        "greet": "on", "address": "您", "emoji": "1", "exclaim": "", "forbidden": "竞品\n 竞品 \n<b>",
        "absolute": "x" * 90, "lively_emoji": "5", "lively_dear": "yes", "expert_address": "你",
    }  # fmt: skip
    assert client.post("/settings/tone", form).status_code == 303
    tone = queries.tone_in(cast.workspace, cast.lunch.pk)
    assert tone == Tone(True, (), "您", False, 1, None, ("x" * 40,), ("竞品", "<b>"))
    assert ToneRules.objects.get().manners == {"lively": {"dear": True, "emoji": 5}, "expert": {"address": "你"}}
    assert Fact.objects.filter(type="drafting.tone_changed").count() == 1
    page = client.get("/settings/tone").content.decode()
    assert "&lt;b&gt;" in page
    row = personas.save(cast.workspace.pk, PersonaTerms("安姐", tone="lively"))
    personas.save_duty(row, DutyTerms("service", holders=[cast.service.pk]))
    assert queries.tone_in(cast.workspace, cast.lunch.pk) == tone._replace(emoji=5, dear=True)
    assert queries.tone_in(cast.elsewhere, cast.foreign.pk) == PLAIN
    said = client.post(f"/drafting/look?group={cast.lunch.pk}", {"text": "您好，竞品 <b>，😀😀"}).content.decode()
    assert '<mark dir="auto">竞品</mark>' in said
    assert "&lt;b&gt;" in said
    assert "emoji" not in said
    for bad in ({"emoji": "-1"}, {"emoji": "x"}, {"address": "z"}, {"forbidden": "字" * 20_000}):
        assert client.post("/settings/tone", form | bad).status_code == 422
    assert cast.client(cast.service).post("/settings/tone", form).status_code == 403


@pytest.mark.django_db
def test_the_lists_of_a_tone_have_an_end(cast: Cast) -> None:
    many = Tone(forbidden=tuple(f"词{n}" for n in range(5_000)))
    assert len(services.save(cast.workspace.pk, many, {}, 0).forbidden) == 300
