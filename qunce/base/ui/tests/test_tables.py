"""Sorting and paging."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from qunce.base.ui import tables
from qunce.base.ui.filters import query

COLUMNS = [
    tables.Column("name", "群", order="name"),
    tables.Column("members", "成员", order="size", number=True),
    tables.Column("note", "备注"),
]


def ask(**params: object):
    return RequestFactory().get("/", params)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("", ["name", "pk"]), ("-members", ["-size", "-pk"]), ("note", ["name", "pk"]), ("size;drop", ["name", "pk"])],
)
def test_only_named_columns_sort(sort: str, expected: list[str]) -> None:
    chosen = tables.sorting(ask(sort=sort), COLUMNS, "name")
    assert tables.order_by(COLUMNS, chosen) == expected


def test_a_click_on_a_head_turns_the_order() -> None:
    down = tables.Sorting("members", descending=True)
    assert down.next_for(COLUMNS[1]) == "members"
    assert down.aria(COLUMNS[1]) == "descending"
    assert down.next_for(COLUMNS[0]) == "name"
    assert tables.Sorting("name", descending=False).next_for(COLUMNS[1]) == "-members", "numbers start with the most"


@given(st.integers(0, 500), st.integers(-3, 60), st.integers(1, 60))
def test_pages_cover_every_row_once(rows: int, page: int, size: int) -> None:
    listing = tables.listing(ask(page=page), list(range(rows)), size=size)
    assert 1 <= listing.page <= (listing.pages or 1)
    everything = [
        row
        for n in range(1, (listing.pages or 1) + 1)
        for row in tables.listing(ask(page=n), list(range(rows)), size=size).items
    ]
    assert everything == list(range(rows))
    assert listing.has_next == (listing.page < (listing.pages or 1))


def test_an_uncounted_list_pages_all_the_same() -> None:
    class Uncounted:
        def __getitem__(self, window: slice) -> list[int]:
            return list(range(120))[window]

    last = tables.listing(ask(page=3), Uncounted(), size=50)
    assert (last.first, last.last, last.total, last.has_next) == (101, 120, None, False)
    assert last.numbers() == []


def test_page_numbers_have_gaps() -> None:
    assert tables.Listing([], 5, 10, 200, True).numbers() == [1, None, 4, 5, 6, None, 20]
    assert tables.Listing([], 1, 10, 15, True).numbers() == [1, 2]


@pytest.mark.parametrize("page", ["", "x", "-1", "٣", "99999999999"])
def test_odd_page_numbers_do_no_harm(page: str) -> None:
    assert 1 <= tables.page_number(ask(page=page)) <= tables.MAX_OFFSET_PAGE


def test_query_keeps_the_other_questions() -> None:
    request = RequestFactory().get("/?q=李&tag=a&tag=b&page=3")
    assert query(request, page=None) == "?q=%E6%9D%8E&tag=a&tag=b"
    assert query(request, q="", tag=None, page=None) == "?"
