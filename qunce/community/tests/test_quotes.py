"""What a message quotes, where an export gives only the id of the other."""

import msgspec
import pytest

from qunce.community.models import Group, Message
from qunce.community.services.erase import start_erasing
from qunce.community.tests.talk import hear, person, said
from qunce.kernel.records import MessageRecord
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def known_as(record: MessageRecord, ident: str, reply_to: str = "") -> MessageRecord:
    return msgspec.structs.replace(record, external_id=ident, reply_to=reply_to)


def quote_of(group: Group, ident: str) -> str:
    return Message.objects.get(group=group, external_id=ident).quote


def test_a_reply_by_id_quotes_what_came_before(cast: Cast) -> None:
    hear(
        cast.lunch,
        [
            known_as(said(1, "老王", "几点开门？"), "m1"),
            known_as(said(2, "小雨", "九点"), "m2", "m1"),
            known_as(said(3, "小雨", "周日十点"), "m3", "nobody knows"),
        ],
    )
    assert quote_of(cast.lunch, "m2") == "老王\n几点开门？"
    assert quote_of(cast.lunch, "m3") == ""


def test_the_quoted_message_may_be_of_an_earlier_import(cast: Cast) -> None:
    hear(cast.lunch, [known_as(said(1, "老王", "几点开门？"), "m1")])
    hear(cast.lunch, [known_as(said(2, "小雨", "九点"), "m2", "m1")])
    hear(cast.office, [known_as(said(3, "小雨", "十点"), "m3", "m1")])
    assert quote_of(cast.lunch, "m2") == "老王\n几点开门？"
    assert quote_of(cast.office, "m3") == ""


def test_words_of_somebody_erased_do_not_come_back_in_a_quote(cast: Cast) -> None:
    hear(cast.lunch, [known_as(said(1, "老王", "我的电话是一二三"), "m1")])
    start_erasing(person(cast.lunch, "老王"))
    hear(
        cast.lunch,
        [known_as(said(1, "老王", "我的电话是一二三"), "m1"), known_as(said(2, "小雨", "好"), "m2", "m1")],
        label="again",
    )
    assert quote_of(cast.lunch, "m2") == ""
