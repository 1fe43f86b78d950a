"""The bench's stream: the same for a seed, in the right shares, in order, quick."""

import csv
import io
import itertools
from collections import Counter

import pytest

from qunce.demo import history


@pytest.fixture(scope="module")
def records() -> list[history.Record]:
    return list(history.messages(60_000, seed=3))


def test_exactly_as_many_as_asked_and_always_the_same(records: list[history.Record]) -> None:
    assert len(records) == 60_000
    assert records == list(history.messages(60_000, seed=3))
    assert records != list(history.messages(60_000, seed=4))
    assert len(list(history.messages(777, groups=3))) == 777
    with pytest.raises(ValueError, match="groups"):
        next(iter(history.messages(1, groups=0)))


def test_shares_are_those_of_a_real_group(records: list[history.Record]) -> None:
    kinds = Counter(r.kind for r in records)
    n = len(records)
    assert kinds["image"] / n == pytest.approx(0.06, abs=0.01)
    assert kinds["system"] / n == pytest.approx(0.02, abs=0.01)
    assert sum(r.quotes > 0 for r in records) / n == pytest.approx(0.22, abs=0.02)
    assert sum(r.kind == "text" and not r.quotes for r in records) / n == pytest.approx(0.67, abs=0.02)


def test_groups_follow_each_other_in_order_of_time(records: list[history.Record]) -> None:
    assert [r.group for r in records] == sorted(r.group for r in records)
    assert len({r.group for r in records}) == history.GROUPS
    for a, b in itertools.pairwise(records):
        assert a.group != b.group or a.at <= b.at
    assert max(r.at for r in records) <= history.UNTIL
    assert all(r.sender // history.PEOPLE_IN_GROUP == r.group for r in records)


def test_texts_are_mostly_new_and_clean(records: list[history.Record]) -> None:
    texts = [r.text for r in records if r.kind == "text"]
    assert len(set(texts)) / len(texts) > 0.85
    assert not any("{" in t or "\n" in t for t in texts)
    assert any("\u200b" in t for t in texts)


def test_files_hold_every_record(records: list[history.Record]) -> None:
    names = history.people_names()
    assert len(names) == history.PEOPLE
    out = io.StringIO(newline="")
    assert history.write_memotrace(out, records[:5_000], names) == 5_000
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert len(rows) == 5_000
    quotes = sum(r["Type"] == "49" and r["SubType"] == "57" for r in rows)
    assert quotes / len(rows) == pytest.approx(0.22, abs=0.04)
    mail = io.StringIO()
    said = sum(r.kind != "system" for r in records[:5_000])
    assert history.write_mail(mail, records[:5_000], names) == said
    assert mail.getvalue().count("- - - - -") > 800


def test_messages_come_one_by_one() -> None:
    endless = history.messages(10**9, seed=1)
    assert len(list(itertools.islice(endless, 1_000))) == 1_000
