"""Versions of a charter: one for every change of what applies, kept, dated, quick for a thousand groups."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.jobs.models import Job
from qunce.base.jobs.worker import drain
from qunce.base.journal import services as journal
from qunce.community.charter import queries, services
from qunce.community.charter.models import Charter, CharterContent, CharterVersion
from qunce.community.charter.policy.changes import compare, version_in_force
from qunce.community.charter.policy.milder import judged_by, terms_of_law
from qunce.community.charter.purposes import ADVERT, CONTACT, FLOOD, LINK, SALES, CharterTerms
from qunce.community.charter.types import EffectiveCharter, Rule
from qunce.community.models import Group
from qunce.community.tests.talk import hear, said
from qunce.kernel import clock
from tests.cast import Cast, make_group, make_workspace

NOON = 1_782_000_000


def numbers(group: Group) -> list[int]:
    return [version.number for version in queries.versions(group)]


@pytest.mark.django_db
class TestKeeping:
    def test_what_is_said_first_is_version_one_with_its_date_and_who(self, cast: Cast) -> None:
        with clock.fixed(NOON), journal.doing("staff:3"):
            services.set_terms(cast.lunch, CharterTerms(purpose="sales", theme="午餐"))
        [version] = queries.versions(cast.lunch)
        assert (version.number, version.since, version.by) == (1, NOON, "staff:3")
        assert version.charter.theme == "午餐"
        assert queries.effective(cast.workspace, cast.lunch.pk).charter == version.charter

    def test_saying_the_same_again_makes_none(self, cast: Cast) -> None:
        services.set_terms(cast.lunch, CharterTerms(theme="午餐"))
        services.set_terms(cast.lunch, CharterTerms(theme="午餐"))
        limit = queries.effective(cast.workspace, cast.lunch.pk).charter.reply_limit_minutes
        services.set_terms(cast.lunch, CharterTerms(theme="午餐", reply_limit_minutes=limit))  # as inherited
        assert numbers(cast.lunch) == [1]

    def test_a_template_changed_changes_all_under_it_and_none_that_say_otherwise(self, cast: Cast) -> None:
        root = services.save_template(cast.workspace, "根", CharterTerms(silent_days=20))
        leaf = services.save_template(cast.workspace, "叶", CharterTerms(), parent=root)
        services.apply_template(cast.workspace, [cast.lunch.pk, cast.tea.pk], leaf)
        services.set_terms(cast.tea, CharterTerms(silent_days=9), leaf)
        services.save_template(cast.workspace, "根", CharterTerms(silent_days=21), root)
        assert (numbers(cast.lunch), numbers(cast.tea), numbers(cast.office)) == ([1, 2], [1, 2], [])
        assert queries.versions(cast.lunch)[-1].charter.silent_days == 21
        services.delete_template(root)
        assert numbers(cast.lunch) == [1, 2, 3]

    def test_a_bulk_apply_undone_is_a_version_with_the_former_words(self, cast: Cast) -> None:
        services.set_terms(cast.lunch, CharterTerms(theme="午餐"))
        template = services.save_template(cast.workspace, "样例", CharterTerms(size_cap=150))
        fact = services.apply_template(cast.workspace, [cast.lunch.pk], template)
        services.unapply_template(cast.workspace, fact.pk)
        first, second, third = queries.versions(cast.lunch)
        assert first.charter.size_cap != second.charter.size_cap == 150
        assert compare(first.charter, third.charter) == []
        assert CharterContent.objects.count() == 2  # the words that came back are kept once

    def test_a_template_has_the_groups_it_reaches_judged_anew_and_no_others(self, cast: Cast) -> None:
        hear(cast.lunch, [said(0, "小李", "早")])
        hear(cast.tea, [said(0, "小李", "早")])
        Job.objects.all().delete()
        services.set_terms(cast.tea, CharterTerms(theme="下午茶"))
        strict = services.save_template(cast.workspace, "严格", CharterTerms(silent_days=20))
        assert not Job.objects.filter(task="charter.rejudge_groups").exists()  # nobody stands under it yet
        fact = services.apply_template(cast.workspace, [cast.lunch.pk, cast.office.pk], strict)
        services.save_template(cast.workspace, "严格", CharterTerms(silent_days=21), strict)
        (job,) = Job.objects.filter(task="charter.rejudge_groups")
        assert job.args == {"group_ids": sorted([cast.lunch.pk, cast.office.pk])}
        drain()
        judged = set(Job.objects.filter(task="moderation.judge_group").values_list("args__group_id", flat=True))
        assert judged == {cast.lunch.pk}  # of the office nothing was heard, tea was not concerned
        Job.objects.all().delete()
        services.unapply_template(cast.workspace, fact.pk)
        assert Job.objects.filter(task="charter.rejudge_groups").count() == 1

    def test_a_purpose_table_changed_keeps_what_held_before(self, cast: Cast) -> None:
        services.set_terms(cast.lunch, CharterTerms(purpose="sales"))
        services.set_weights(cast.workspace, "sales", {**SALES.weights, "bought": 5})
        assert [v.charter.weights["bought"] for v in queries.versions(cast.lunch)] == [60, 5]
        services.set_weights(cast.workspace, "service", {"bought": 7})  # what holds where nothing was said
        assert [v.charter.weights["bought"] for v in queries.versions(cast.tea)] == [60, 7]
        assert numbers(cast.lunch) == [1, 2]

    def test_at_a_moment_the_version_of_then_holds(self, cast: Cast) -> None:
        for day, theme in enumerate(("一", "二", "三")):
            with clock.fixed(NOON + day * clock.DAY):
                services.set_terms(cast.lunch, CharterTerms(theme=theme))
        said = [queries.version_at(cast.lunch, NOON + offset) for offset in (-9, 0, clock.DAY - 1, clock.DAY, 9**9)]
        assert [version.charter.theme for version in said] == ["一", "一", "一", "二", "三"]
        assert queries.version_at(cast.tea, NOON).number == 0

    def test_a_template_over_a_thousand_groups_asks_few_questions(self) -> None:
        workspace = make_workspace()
        groups = [make_group(workspace, f"群{n}") for n in range(1000)]
        few = services.save_template(workspace, "样例", CharterTerms(silent_days=20))
        services.apply_template(workspace, [group.pk for group in groups], few)
        with CaptureQueriesContext(connection) as caught:
            services.save_template(workspace, "样例", CharterTerms(silent_days=21), few)
        assert CharterVersion.objects.count() == 2000
        assert CharterContent.objects.count() == 2
        assert len(caught) < 40

    def test_charters_from_before_versions_get_their_first_one(self, cast: Cast) -> None:
        template = services.save_template(cast.workspace, "样例", CharterTerms(silent_days=20))
        services.set_terms(cast.lunch, CharterTerms(purpose="vip", theme="午餐"), template)
        services.set_terms(cast.lunch, CharterTerms(purpose="vip", theme="晚餐"), template)
        expected = queries.versions(cast.lunch)[-1]
        CharterVersion.objects.all().delete()
        CharterContent.objects.all().delete()
        migration = importlib.import_module("qunce.community.charter.migrations.0003_first_versions")
        migration.write(apps, None)
        [version] = queries.versions(cast.lunch)
        assert (version.number, version.charter) == (2, expected.charter)
        assert version.since == Charter.objects.get(group=cast.lunch).updated_at
        services.set_terms(cast.lunch, CharterTerms(purpose="vip", theme="晚餐", size_cap=99), template)
        assert numbers(cast.lunch) == [2, 3]


RULES = st.lists(
    st.builds(
        Rule,
        st.sampled_from(["advert", "link", "flood", "other"]),
        st.sampled_from(["不发广告", "不刷屏", "先问再发"]),
        st.sampled_from(["", "请你离开", "提醒一次"]),
        st.lists(st.sampled_from(["a.cn", "b.cn"]), unique=True, max_size=2).map(tuple),
        st.sampled_from([None, 5, 8]),
    ),
    max_size=3,
    unique_by=lambda rule: (rule.kind, rule.text),
).map(tuple)
SPANS = st.sampled_from([(), ((1320, 420),), ((720, 840),), ((1320, 420), (720, 840))])
CHARTERS = st.builds(
    EffectiveCharter,
    st.sampled_from(["sales", "service"]),
    st.dictionaries(st.sampled_from(["spoke", "reads"]), st.integers(0, 9)),
    theme=st.sampled_from(["", "午餐"]),
    rules=RULES,
    mute_hours=SPANS,
    side_group=st.sampled_from(["", "闲聊群"]),
)


class TestChanges:
    @given(CHARTERS, CHARTERS)
    def test_nothing_is_said_exactly_when_nothing_changed(
        self, before: EffectiveCharter, after: EffectiveCharter
    ) -> None:
        assert (compare(before, after) == []) == (before == after)

    @given(CHARTERS, CHARTERS)
    def test_what_is_added_one_way_is_removed_the_other(
        self, before: EffectiveCharter, after: EffectiveCharter
    ) -> None:
        there, back = compare(before, after), compare(after, before)
        added = sorted(c.reason.params["rule"] for c in there if (c.term, c.kind) == ("rules", "added"))
        removed = sorted(c.reason.params["rule"] for c in back if (c.term, c.kind) == ("rules", "removed"))
        assert added == removed

    def test_a_rule_is_followed_through_its_words_and_its_kind(self) -> None:
        before = EffectiveCharter("sales", rules=(Rule("advert", "不发广告", "提醒"), Rule("other", "改名片", "提醒")))
        after = EffectiveCharter(
            "sales", rules=(Rule("advert", "请不要发广告", "移出"), Rule("other", "改昵称", "提醒"))
        )
        said = [(change.kind, dict(change.reason.params)) for change in compare(before, after)]
        assert said == [
            ("added", {"rule": "改昵称", "consequence": "提醒"}),
            ("removed", {"rule": "改名片"}),
            ("changed", {"before": "不发广告", "after": "请不要发广告"}),
            ("changed", {"rule": "请不要发广告", "after": "移出"}),
        ]

    def test_members_need_not_hear_of_weights(self) -> None:
        [change] = compare(EffectiveCharter("sales", {"reads": 1}), EffectiveCharter("sales", {"reads": 2}))
        assert not change.public

    @given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(-5, 60))
    def test_the_version_in_force_is_the_newest_that_had_begun(self, days: list[int], moment: int) -> None:
        made = [queries.Version(n, at, "", EffectiveCharter(""), None) for n, at in enumerate(sorted(days), 1)]
        found = version_in_force(made, moment)
        assert found is not None
        begun = [version for version in made if version.since <= moment]
        assert found == (begun[-1] if begun else made[0])


class TestMilder:
    @given(CHARTERS)
    def test_judged_by_itself_it_is_itself(self, charter: EffectiveCharter) -> None:
        distinct = EffectiveCharter("", rules=tuple({rule.kind: rule for rule in charter.rules}.values()))
        assert judged_by(distinct, distinct) == distinct

    @given(CHARTERS, CHARTERS)
    def test_no_rule_binds_backwards_and_no_freedom_is_lost(
        self, then: EffectiveCharter, now: EffectiveCharter
    ) -> None:
        judged = judged_by(then, now)
        assert {rule.kind for rule in judged.rules} <= {r.kind for r in then.rules} & {r.kind for r in now.rules}
        for rule in judged.rules:
            old = next(r for r in then.rules if (r.kind, r.text) == (rule.kind, rule.text))
            assert set(old.allow) <= set(rule.allow)
            assert rule.limit is None or (old.limit is not None and rule.limit >= old.limit)

    def test_a_rule_added_dropped_and_loosened(self) -> None:
        then = EffectiveCharter("sales", rules=(ADVERT, LINK), mute_hours=((1320, 420),))
        now = EffectiveCharter(
            "sales", rules=(Rule("link", "新的话", "", ("qq.com",)), CONTACT, FLOOD), mute_hours=((1380, 360),)
        )
        judged = judged_by(then, now)
        assert [(rule.kind, rule.text, rule.allow) for rule in judged.rules] == [("link", LINK.text, ("qq.com",))]
        assert judged.mute_hours == ((0, 360), (1380, 1440))

    @given(
        st.lists(st.tuples(st.integers(0, 40), CHARTERS), max_size=4),
        CHARTERS,
        st.integers(0, 50),
        st.one_of(st.none(), st.integers(0, 60)),
    )
    def test_every_moment_stands_under_exactly_one_law(
        self, dated: list[tuple[int, EffectiveCharter]], now: EffectiveCharter, since: int, until: int | None
    ) -> None:
        versions = sorted(dated, key=lambda pair: pair[0])
        terms = terms_of_law(versions, now, since, until)
        for moment in range(since, 60 if until is None else until):
            [term] = [term for term in terms if term.since <= moment and (term.until is None or moment < term.until)]
            begun = [charter for at, charter in versions if at <= moment] or [c for _at, c in versions[:1]]
            assert term.charter.rules == (judged_by(begun[-1], now).rules if begun else now.rules)
