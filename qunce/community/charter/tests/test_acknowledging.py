"""Who acknowledged a charter: words that do, words that do not, the announcement found, the job run again."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs.worker import drain
from qunce.base.ui.reasons import reason_text
from qunce.community.charter import queries, services
from qunce.community.charter.models import Acknowledgement, CharterVersion
from qunce.community.charter.policy.announcing import announcement, binding_number, is_announcement
from qunce.community.charter.policy.replies import AROUND, AT_ONCE, CLEAR, WITHIN, Heard, acknowledged, how_clear
from qunce.community.charter.purposes import ADVERT, CharterTerms
from qunce.community.charter.services import acknowledging
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.community.models import Group, Person
from qunce.gateway.intake.services.running import start_undo
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from tests.cast import Cast, make_workspace


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "收到", "收到！", "已阅，同意", "收到收到，谢谢群主", "@安姐 收到", "同意，一定遵守",
            "已读~",
            "支持👍", "收到，辛苦了", "坚决遵守群规", "我们都同意", "知悉", "收到[玫瑰]", "Received, thanks!", "noted",
            "贊成", "看到了",
        ],
    )  # fmt: skip
    def test_plain_words_are_clear(self, text: str) -> None:
        assert how_clear(text) == "clear"

    @pytest.mark.parametrize(
        "text", ["好的", "1", "OK", "ok的", "[OK]", "👌", "嗯嗯", "没问题", "明白了", "知道啦", "好滴"]
    )
    def test_a_nod_is_weak(self, text: str) -> None:
        assert how_clear(text) == "weak"

    @pytest.mark.parametrize(
        "text",
        [
            "", "。", "@安姐", "谢谢", "不同意", "没收到", "收到货了", "收到了吗", "收到？", "我不支持", "收到红包啦",
            "未读",
            "同意的话怎么操作", "好的那我明天来", "10", "为什么要改", "这条我不认可", "阅读理解",
            "🌹", "先看看再说", "收到" * 30,
            "反对", "你们收到投诉没有", "行不行",
        ],
    )  # fmt: skip
    def test_whatever_says_more_or_less_is_none(self, text: str) -> None:
        assert how_clear(text) is None

    @given(
        st.lists(st.sampled_from([*CLEAR, *AROUND]), max_size=5), st.sampled_from(["不", "没", "未", "反对", "退款"])
    )
    def test_no_word_of_refusal_goes_through(self, words: list[str], refusal: str) -> None:
        assert how_clear("".join([*words, refusal])) is None
        assert how_clear("".join([refusal, *words])) is None or refusal == "没"  # 没 + 问题 is none of the lists'


def heard(*said: tuple[int, int, str], **more: bool) -> list[Heard]:
    return [Heard(n, person, at, text, **more) for n, (person, at, text) in enumerate(said, 1)]


class TestWhen:
    def test_the_first_reply_counts_and_colleagues_do_not(self) -> None:
        said = [*heard((1, 10, "收到"), (1, 20, "同意"), (2, 30, "收到货了")), Heard(9, 3, 40, "收到", is_staff=True)]
        assert {person: reply.at for person, reply in acknowledged(said, 0).items()} == {1: 10}

    def test_a_nod_counts_at_once_only(self) -> None:
        assert list(acknowledged(heard((1, AT_ONCE, "好的"), (2, AT_ONCE + 1, "好的")), 0)) == [1]
        said = [Heard(1, 9, 5, "今天的菜单来啦", is_staff=True), *heard((1, 10, "好的"), (2, 11, "收到"))]
        assert list(acknowledged(said, 0)) == [2]

    def test_after_another_call_for_replies_only_a_quote_counts(self) -> None:
        call = Heard(1, 9, 5, "明天聚餐改到七点，收到请回复", is_staff=True)
        said = [
            call,
            Heard(2, 1, 10, "收到"),
            Heard(3, 2, 11, "收到", quotes=True),
            Heard(4, 3, 12, "好的", quotes=True),
        ]
        assert list(acknowledged(said, 0)) == [2, 3]

    def test_it_ends(self) -> None:
        assert list(acknowledged(heard((1, WITHIN, "收到"), (2, WITHIN + 1, "收到")), 0)) == [1]
        assert list(acknowledged(heard((1, -1, "收到")), 0)) == []


OLD = EffectiveCharter("sales", {"reads": 1}, rules=(Rule("advert", "不发广告", "提醒"),))


class TestAnnouncement:
    @given(st.integers(1, 999), st.sampled_from(["zh-hans", "en"]))
    def test_it_names_its_version_so_that_it_is_found_again(self, number: int, language: str) -> None:
        new = EffectiveCharter("sales", rules=(Rule("advert", "不发广告", "请离开"),), version=number)
        with translation.override(language):
            text = "\n".join(reason_text(line) for line in announcement(OLD, new, "2026-06-01"))
        assert is_announcement(text, number)
        assert not is_announcement(text, number + 1)
        assert "请离开" in text

    def test_what_members_need_not_know_is_not_announced(self) -> None:
        assert announcement(OLD, EffectiveCharter("sales", {"reads": 2}, rules=OLD.rules), "2026-06-01") == []

    def test_the_first_one_says_everything(self) -> None:
        said = announcement(
            None, EffectiveCharter("", rules=(ADVERT,), mute_hours=((1320, 420),), side_group="闲聊群"), 0
        )
        params = {name: value for line in said for name, value in line.params.items()}
        assert (params["rule"], params["hours"], params["group"]) == (ADVERT.text, "22:00–7:00", "闲聊群")
        assert params["consequence"] == ADVERT.consequence

    @pytest.mark.parametrize("text", ["我们的群规有 3 条", "群规", "第3版说明书", "群规 第33版"])
    def test_other_talk_of_rules_announces_nothing(self, text: str) -> None:
        assert not is_announcement(text, 3) or "3 条" in text

    def test_the_binding_version_is_the_last_that_said_something_new(self) -> None:
        same = EffectiveCharter("sales", {"reads": 2}, rules=OLD.rules, version=3)
        changed = EffectiveCharter("sales", {"reads": 2}, rules=(ADVERT,), version=4)
        assert binding_number([]) is None
        assert binding_number([OLD, same]) == 1
        assert binding_number([OLD, changed, EffectiveCharter("sales", {}, rules=(ADVERT,), version=5)]) == 4


TALK: tuple[Line, ...] = (
    ("10:00", "安姐", "【群规 第 1 版，自今天起】大家好，请看群规，看过请回复“收到”"),
    ("10:02", "小王", "收到"),
    ("10:03", "李四", "不同意"),
    ("10:04", "阿花", "好的"),
    ("12:05", "小张", "好的"),
)


@pytest.mark.django_db
class TestWork:
    @pytest.fixture
    def group(self) -> Group:
        workspace = make_workspace()
        take(workspace, mail((("09:00", "小王", "早"),), days_ago=3))
        group = Group.objects.get(workspace=workspace)
        with clock.fixed(clock.timestamp() - 2 * clock.DAY):
            services.set_terms(group, CharterTerms(rules=(ADVERT,)))
        return group

    def who(self, group: Group) -> list[str]:
        known = queries.acknowledgements(group, 1)
        return sorted(Person.objects.filter(pk__in=known).values_list("name", flat=True))

    def test_replies_to_the_announcement_are_read_from_the_talk_and_go_with_it(self, group: Group) -> None:
        row = take(group.workspace, mail(TALK))
        assert self.who(group) == ["小王", "阿花"]
        version = CharterVersion.objects.get(group=group)
        assert version.announced_in is not None
        group.refresh_from_db()
        acknowledging.read_replies(group)
        assert Acknowledgement.objects.count() == 2
        start_undo(row)
        drain()
        assert self.who(group) == []
        assert CharterVersion.objects.get(group=group).announced_at is None

    def test_a_note_is_recorded_told_and_taken_back(self, cast: Cast) -> None:
        services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT,)))
        note = Acknowledgement.How.NOTE
        assert acknowledging.acknowledge(cast.lunch, 1, [cast.yu.pk], note) == [cast.yu.pk]
        assert acknowledging.acknowledge(cast.lunch, 1, [cast.yu.pk], note) == []
        assert queries.acknowledgements(cast.lunch, 1)[cast.yu.pk].how == "note"
        assert acknowledging.take_back(cast.lunch, 1, cast.yu.pk)
        assert not acknowledging.take_back(cast.lunch, 1, cast.yu.pk)
        assert queries.acknowledgements(cast.lunch, 1) == {}

    def test_a_later_version_covers_an_earlier_one_not_the_other_way(self, cast: Cast) -> None:
        services.set_terms(cast.lunch, CharterTerms(rules=(ADVERT,)))
        acknowledging.acknowledge(cast.lunch, 2, [cast.yu.pk], Acknowledgement.How.TAP)
        assert set(queries.acknowledgements(cast.lunch, 1)) == {cast.yu.pk}
        assert set(queries.acknowledgements(cast.lunch, 3)) == set()
