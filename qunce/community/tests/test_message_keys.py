"""The key of a message: the day, then a hash; installations made before the day stood in front are brought over."""

import importlib

import msgspec
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from qunce.community.models import Message
from qunce.community.services.recording import HASH_BITS, _dated
from qunce.community.tests.talk import hear, said
from qunce.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@given(at=st.integers(-(2**62), 2**62), number=st.integers(-(2**63), 2**63 - 1))
def test_any_moment_and_any_hash_fit_the_column(at: int, number: int) -> None:
    assert 0 <= _dated(at, number) < 2**63


@given(at=st.integers(0, 2**32), later=st.integers(0, 2**32), one=st.integers(), other=st.integers())
def test_a_later_day_has_the_greater_key(at: int, later: int, one: int, other: int) -> None:
    if at // clock.DAY < later // clock.DAY:
        assert _dated(at, one) < _dated(later, other)


def test_the_change_of_old_keys_gives_what_a_new_import_gives(cast: Cast) -> None:
    words = ["好", "好的", "谢谢", "[图片]"]
    again = [said(0, "老王", "好"), *(said(n, "老王", text) for n, text in enumerate(words))]  # twice in one minute
    long_ago = [msgspec.structs.replace(record, at=record.at - 100 * clock.DAY) for record in again]
    hear(cast.lunch, again + long_ago)
    keys = dict(Message.objects.values_list("id", "key"))
    assert len(set(keys.values())) == len(again) * 2
    for pk, key in keys.items():  # as they were: a hash of 64 bits, of which the low ones stayed
        Message.objects.filter(pk=pk).update(key=(key & ((1 << HASH_BITS) - 1)) - (pk << HASH_BITS))
    change = importlib.import_module("qunce.community.migrations.0004_dated_message_keys").Migration.operations[0]
    with connection.cursor() as cursor:
        cursor.execute(change.sql)
    assert dict(Message.objects.values_list("id", "key")) == keys
    assert hear(cast.lunch, again, label="again") == 0
