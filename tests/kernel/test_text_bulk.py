"""Tables over a whole batch at once give what they give one text at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qunce.kernel.text.bulk import BulkTable
from qunce.kernel.text.fold import fold_table, fold_text, fold_texts
from qunce.kernel.text.lenses import near, shapes
from qunce.kernel.text.views import VIEWS, TableView

TABLES = {view.key: view.table for view in [*VIEWS, near.view(), shapes.view()] if isinstance(view, TableView)}
BULK = {key: BulkTable(table) for key, table in TABLES.items()}

# Every width of entry, the rarer planes, halves of pairs, invisible characters.
CHARS = st.one_of(
    st.characters(codec=None),
    st.sampled_from("加微信…㎏ﬀ🔥👨‍👩‍👧⓵𝗩\u200b\ufe0f\ud83d\U00020bb7\U0002f800\x1e"),
)


@pytest.mark.parametrize("key", BULK)
@given(text=st.text(CHARS, max_size=200))
def test_a_bulk_table_is_the_table(key: str, text: str) -> None:
    assert BULK[key].read(text) == text.translate(TABLES[key])


@given(texts=st.lists(st.text(CHARS, max_size=40), max_size=60))
def test_many_texts_fold_as_each_does(texts: list[str]) -> None:
    assert fold_texts(texts) == [fold_text(text) for text in texts]


def test_a_long_text_takes_the_arrays_and_reads_the_same() -> None:
    text = "".join(map(chr, range(0x20, 0x30000, 7)))
    assert all(view.read(text) == text.translate(view.table) for view in VIEWS if isinstance(view, TableView))
    assert fold_texts([text]) == [text.translate(fold_table())]
