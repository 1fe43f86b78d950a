"""The score learns a new trick from twenty examples, forgets nothing ordinary, and never accuses."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.verdicts.models import StoredVerdict
from qunce.practice.moderation.score import model, store, training
from qunce.practice.moderation.score.model import Model
from tests.cast import Cast

GOODS = ("灵芝孢子", "鹿茸酒", "虫草含片", "阿胶糕", "燕窝", "海参", "人参蜂王浆", "玛卡", "松花粉", "雪蛤")
OLD = ("{g}低价批发，加微信{n}", "专业{g}，需要的加V{n}", "{g}一件代发，联系QQ{n}", "{g}厂家直销，微信号{n}")
# A trick nobody was trained on: no account, no offer, only where to look.
TRICK = ("想了解{g}的看我头像", "{g}的好处都写在我朋友圈了", "{g}这事儿，懂的看我签名", "聊{g}的朋友点我主页看置顶")
UNSEEN = (
    "{g}的来历看我头像就懂",
    "关于{g}，我朋友圈置顶有写",
    "{g}怎么选，主页签名里有",
    "不多说{g}了，看我朋友圈头像",
)
CALL = ("需要{g}的扣1，我拉你", "想要{g}的敲1", "{g}有货，想要的举个手", "要{g}的吱一声我来安排")
UNSEEN_CALL = ("想要{g}的扣个1", "谁要{g}的举手，我来安排", "需要{g}吱声", "{g}到了，敲1我拉你")
TALK = (
    "今天{g}炖汤真好喝",
    "谁吃过{g}，孕妇能吃吗",
    "{g}多少钱一斤啊",
    "妈妈寄了点{g}来",
    "晚上一起去打球吧",
    "孩子作业写完了吗",
    "明天几点集合",
    "周末爬山有人去吗",
    "这个头像是你家狗吗",
    "朋友圈看到你去旅游了",
    "老师发通知了",
    "收到，谢谢",
    "路上堵车晚到十分钟",
)


def said(templates: tuple[str, ...], count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [rng.choice(templates).format(g=rng.choice(GOODS), n=f"abc{rng.randint(1000, 9999)}") for _ in range(count)]


@pytest.fixture(scope="module")
def known() -> Model:
    adverts, talk = said(OLD, 300, 1), said(TALK, 600, 2)
    return model.train([*adverts, *talk], [True] * 300 + [False] * 600)


def over(scored: Model, texts: list[str]) -> float:
    return sum(score >= model.LIKELY for score in scored.scores(texts)) / len(texts)


@pytest.mark.parametrize(("trick", "templates"), [(TRICK, UNSEEN), (CALL, UNSEEN_CALL)])
def test_twenty_examples_of_a_new_trick_are_enough(
    known: Model, trick: tuple[str, ...], templates: tuple[str, ...]
) -> None:
    unseen, talk = said(templates, 200, 4), said(TALK, 400, 5)
    before = over(known, talk)
    assert over(known, unseen) < 0.8, "it is new"
    start = time.process_time()
    taught = model.teach(known, said(trick, 20, 3), [True] * 20, said(TALK, 200, 6))
    assert time.process_time() - start < 60
    assert over(taught, unseen) >= 0.8
    assert over(taught, talk) <= before
    assert over(taught, said(OLD, 200, 7)) >= 0.95


def test_a_model_is_numbers_and_comes_back_as_it_went(known: Model) -> None:
    back = model.loads(known.dumps())
    assert back.scores(["灵芝孢子低价批发"]) == pytest.approx(known.scores(["灵芝孢子低价批发"]))


@given(st.binary(max_size=200))
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        model.loads(data)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_has_a_score(texts: list[str]) -> None:
    scores = model.Model(model.np.zeros(model.BUCKETS), 0.0, 0).scores(texts)
    assert all(0 <= score <= 1 for score in scores)


def test_labels_of_one_kind_teach_nothing() -> None:
    with pytest.raises(ValueError):
        model.train(["a", "b"], [True, True])


@pytest.mark.django_db
def test_a_workspace_learns_without_a_restart(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    assert store.SCORE.current(cast.workspace.pk) is None
    training.learn(
        cast.workspace, [(text, True) for text in said(OLD, 50, 1)] + [(text, False) for text in said(TALK, 99, 2)]
    )
    first = store.SCORE.current(cast.workspace.pk)
    assert first is not None
    training.learn(cast.workspace, [(text, True) for text in said(TRICK, 20, 3)])
    second = store.SCORE.current(cast.workspace.pk)
    assert second is not None
    assert second is not first
    assert over(second, said(TRICK, 50, 8)) >= 0.8
    assert store.SCORE.current(cast.foreign.workspace_id) is None
    store.SCORE.place(cast.workspace.pk).write_bytes(b"broken")
    assert store.SCORE.current(cast.workspace.pk) is None
    assert not StoredVerdict.objects.exists(), "a score alone says nothing of anybody"
