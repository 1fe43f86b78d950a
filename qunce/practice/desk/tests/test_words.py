"""Ready words (E4-E6): polite, with the @, the hours, and a promise that can be kept."""

import gettext
import io
import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from qunce.community.charter.types import ALL_WEEK_9_TO_21, ServiceHours
from qunce.kernel import clock
from qunce.kernel.hours import reply_clock
from qunce.kernel.verdict import Reason
from qunce.practice.desk import words
from qunce.practice.desk.tests.talk import TEN

CATALOGUE = Path(words.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
OFFICE = ServiceHours((*(((600, 720), (840, 1080)) for _ in range(5)), (), ()))
HOUR = 3600


@pytest.fixture(scope="module")
def chinese() -> gettext.GNUTranslations:
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_Hans")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))


def shown(said: Reason, chinese: gettext.GNUTranslations) -> str:
    return chinese.gettext(said.msgid) % dict(said.params)


def test_in_hours_the_answer_comes_first_and_then_a_promise(chinese: gettext.GNUTranslations) -> None:
    said = words.reply_words("小李", TEN, TEN + HOUR // 2, ALL_WEEK_9_TO_21, answer="在首页右上角充值。")
    assert [shown(one, chinese) for one in said] == [
        "@小李 您好！在首页右上角充值。",
        "@小李 您好，您的问题我们正在核实，今天 10:30 前在群里回复您。",
    ]


def test_late_means_an_apology_and_a_promise_from_now(chinese: gettext.GNUTranslations) -> None:
    said = [shown(one, chinese) for one in words.reply_words("小李", TEN, TEN - 60, ALL_WEEK_9_TO_21)]
    assert said[0] == "@小李 您好，抱歉让您久等了。"
    assert "今天 11:00 前" in said[1]


def test_at_night_the_hours_come_first(chinese: gettext.GNUTranslations) -> None:
    night = TEN + 13 * HOUR  # 23:00
    due = TEN + 24 * HOUR
    said = [shown(one, chinese) for one in words.reply_words("小李", night, due, ALL_WEEK_9_TO_21)]
    assert said[0] == "@小李 您好，我们的服务时间是 9:00–21:00。您的问题已收到，明天 10:00 前回复您。"


def test_before_national_day_the_first_workday_after_it_is_named(chinese: gettext.GNUTranslations) -> None:
    evening, first_day = clock.day_start(date(2026, 9, 30)) + 20 * HOUR, clock.day_start(date(2026, 10, 8)) + 11 * HOUR
    by = reply_clock(OFFICE).due(evening, 60)
    assert by == first_day
    said = shown(words.reply_words("小李", evening, by, OFFICE)[0], chinese)
    assert said == "@小李 您好，我们的服务时间是 10:00–12:00, 14:00–18:00。您的问题已收到，10/8 11:00 前回复您。"


def test_over_the_weekend_the_date_is_named(chinese: gettext.GNUTranslations) -> None:
    saturday, monday = TEN + 24 * HOUR, TEN + 73 * HOUR
    said = shown(words.reply_words("小李", saturday, monday, OFFICE)[0], chinese)
    assert said == "@小李 您好，我们的服务时间是 10:00–12:00, 14:00–18:00。您的问题已收到，11/23 11:00 前回复您。"


def test_the_group_is_told_its_hours(chinese: gettext.GNUTranslations) -> None:
    daily = [shown(one, chinese) for one in words.service_notice(ALL_WEEK_9_TO_21)]
    assert daily[0] == "群里每天 9:00–21:00 有人回复大家的问题。"
    split = [shown(one, chinese) for one in words.service_notice(OFFICE)]
    assert split[1] == "周一 10:00–12:00, 14:00–18:00"
    assert len(split) == 8  # heading, five days, holidays, the rest
    assert split[6] == "法定节假日按周日的时间，调休上班日按工作日的时间。"


def test_no_hours_no_promise() -> None:
    nobody = ServiceHours(tuple(() for _ in range(7)))
    assert len(words.reply_words("小李", TEN, None, nobody)) == 1


def test_every_sentence_of_the_room_is_in_the_catalogue() -> None:
    """Also that a translation fills in exactly what the English does."""
    place = re.compile(r"%\((\w+)\)s")
    with CATALOGUE.open("rb") as source:
        catalogue = {message.id: message.string for message in read_po(source) if message.id}
    desk = CATALOGUE.parents[3]
    others = {found.parent for found in desk.glob("*/locale")}  # rooms within the room keep their own words
    rooms = [p for p in desk.rglob("*.py") if "tests" not in p.parts and not others & set(p.parents)]
    marked = {found for p in rooms for found in re.findall(r'N_\(\s*"([^"]+)"\s*\)', p.read_text(encoding="utf-8"))}
    assert len(marked) > 30
    assert marked <= catalogue.keys()
    for msgid, msgstr in catalogue.items():
        assert msgstr, msgid
        one, other = (msgid[1], msgstr[0]) if isinstance(msgid, tuple) else (msgid, msgstr)  # the plural and its words
        assert sorted(place.findall(one)) == sorted(place.findall(other)), msgid
