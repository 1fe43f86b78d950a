"""On talk that nobody here wrote: false alarms stay rare, adverts are seen (issue 2 §5)."""

import csv
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from qunce.practice.moderation.policy import Message, Watch
from qunce.practice.moderation.tests.talk import only

REPOSITORY = Path(__file__).resolve().parents[4]
PLACES = (os.environ.get("QUNCE_SHARED_DATA"), REPOSITORY.parent / "shared/data", REPOSITORY.parents[1] / "shared/data")
DATA = next((Path(place) for place in PLACES if place and Path(place).is_dir()), None)
SAMPLE = 4_000

pytestmark = [pytest.mark.real_data, pytest.mark.skipif(DATA is None, reason="no ../shared/data here")]


def lines(name: str) -> list[dict[str, str]]:
    assert DATA is not None
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def held(texts: Iterable[str]) -> list[str]:
    """The half that no phrase was chosen on, cut to what a test may take."""
    return [text for text in texts if hashlib.sha1(text.strip().encode()).digest()[0] >= 128][:SAMPLE]


def shares(texts: list[str], *kinds: str) -> tuple[float, float]:
    """Share of breaches, and of breaches and reviews together."""
    watches = [Watch(only(kind)) for kind in kinds]
    found = [
        {verdict.decision for watch in watches if (verdict := watch.see(Message(i, i, i * 100, text)))}
        for i, text in enumerate(texts)
    ]
    return (
        sum("breach" in decisions for decisions in found) / len(texts),
        sum(bool(decisions) for decisions in found) / len(texts),
    )


def test_a_chat_of_programmers_holds_no_adverts() -> None:
    talk = [r["text"] for r in lines("irc_qtox/messages.csv") if r["kind"] == "message"]
    breaches, seen = shares(held(talk), "advert", "contact")
    assert breaches <= 0.0005
    assert seen <= 0.002


def test_questions_of_patients_hold_no_adverts() -> None:
    breaches, seen = shares(held(r["query1"] for r in lines("faq_epidemic/train.csv")), "advert", "contact", "link")
    assert (breaches, seen) == (0, 0)


def test_chat_spam_is_seen_and_the_chat_around_it_is_not() -> None:
    rows = lines("spam_tg_zh/train.csv")
    spam = held(dict.fromkeys(r["input"] for r in rows if r["target"] == "1"))
    ham = held(dict.fromkeys(r["input"] for r in rows if r["target"] == "0"))
    caught, seen = shares(spam, "advert", "contact", "link")
    accused, alarmed = shares(ham, "advert", "contact", "link")
    assert caught >= 0.36
    assert seen >= 0.50
    assert accused <= 0.002
    assert alarmed <= 0.006
