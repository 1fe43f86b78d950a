"""Finding the entry that answers (E1): opposites apart, exact words first, the index like one built anew."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qunce.practice.desk.qa.policy import SURE, Index, measures
from qunce.practice.desk.qa.tests.polarity import APART, SAME


def index_of(*texts: str) -> Index:
    index = Index()
    index.put((number, [text]) for number, text in enumerate(texts))
    return index


def test_the_right_entry_is_first() -> None:
    index = index_of("停车收费吗", "可以开发票吗", "周末几点营业", "会员卡怎么退")
    for asked, wanted in (("请问停车要钱不", 0), ("能开票么", 1), ("你们周六周日几点开门呀", 2), ("會員卡怎麼退", 3)):
        assert index.lookup(asked)[0].key == wanted, asked


def test_the_same_words_are_sure_and_other_words_are_not() -> None:
    index = index_of("怎么加入VIP群", "周末几点营业")
    assert index.lookup("请问怎么加入vip群？")[0].probability >= SURE
    assert all(one.probability < SURE for one in index.lookup("可以带狗进店吗"))


def test_an_opposite_is_never_sure_whatever_else_it_shares() -> None:
    for one, other in APART:
        for match in index_of(one).lookup(other):
            assert match.probability < SURE, (one, other)
    kept = sum(index_of(one).lookup(other)[:1] == [] or index_of(one).lookup(other)[0].apart for one, other in APART)
    assert kept >= 50
    mistaken = [pair for pair in SAME if measures.is_apart(*measures.views(pair))]
    assert len(mistaken) <= 2, mistaken


def test_a_removed_entry_is_not_found_and_a_changed_one_by_its_new_words() -> None:
    index = index_of("停车收费吗", "周末几点营业")
    index.remove(0)
    index.remove(99)
    assert all(one.key != 0 for one in index.lookup("停车收费吗"))
    index.put([(1, ["能不能带宠物", "狗可以进店吗"])])
    assert index.lookup("狗能进店吗")[0] == (1, "狗可以进店吗", index.lookup("狗能进店吗")[0].probability, False)
    assert index.lookup("周末几点营业") == []
    assert len(index) == 2


def test_only_what_holds_is_found_even_when_the_likeliest_do_not() -> None:
    index = index_of(*["停车收费吗"] * 600, "停车场收费么")
    found = index.lookup("停车收费吗", among=lambda key: key == 600)
    assert [one.key for one in found] == [600]


def test_hostile_questions_find_nothing_and_break_nothing() -> None:
    index = index_of("停车收费吗")
    for asked in ("", " ", "\u200b", "🌵" * 5_000, "吗" * 100_000, "\x00\uffff", "' OR 1=1 --", "\ud83d"):
        assert isinstance(index.lookup(asked), list)
    assert Index().lookup("停车收费吗") == []


WORDS = st.text(alphabet="停车收费吗加入退出群怎么发票周末几点3五不", min_size=1, max_size=12)


@given(st.lists(st.tuples(st.integers(0, 5), WORDS), max_size=12), WORDS)
@settings(max_examples=60, deadline=None)
def test_grown_bit_by_bit_it_finds_what_one_built_anew_finds(steps: list[tuple[int, str]], asked: str) -> None:
    grown, last = Index(), dict[int, str]()
    for key, text in steps:
        grown.put([(key, [text])])
        last[key] = text
    anew = Index()
    anew.put((key, [text]) for key, text in last.items())
    assert {one.key for one in grown.lookup(asked, 10)} == {one.key for one in anew.lookup(asked, 10)}
    assert all(0 <= one.probability <= 1 for one in grown.lookup(asked, 10))


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_what_is_kept_apart_is_kept_apart_both_ways(one: str, other: str) -> None:
    a, b = measures.views([one, other])
    assert measures.is_apart(a, b) == measures.is_apart(b, a)
    assert not measures.is_apart(a, a)
