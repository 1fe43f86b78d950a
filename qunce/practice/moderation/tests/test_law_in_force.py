"""Offences are judged by the charter in force when they were made, or by a milder one since (D5)."""

import pytest

from qunce.base.jobs.worker import drain
from qunce.base.verdicts.models import StoredVerdict
from qunce.community.charter import services as charters
from qunce.community.charter.purposes import ADVERT, CONTACT, LINK, CharterTerms
from qunce.community.charter.types import Rule
from qunce.community.models import Group
from qunce.community.services.groups import announce_heard
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db

TALK: tuple[Line, ...] = (("10:02", "小王", "大家看看 https://hb.example.com/x"), ("10:05", "安姐", "好的"))


def said_under(*terms: CharterTerms) -> list[str]:
    """The standing decisions on the talk of one day, when these terms were said before it, then after it."""
    workspace = make_workspace()
    take(workspace, mail(TALK))
    group = Group.objects.get(workspace=workspace)
    drain()
    assert group.heard_until is not None
    for days, said in zip((-3, 3), terms, strict=True):
        with clock.fixed(group.heard_until + days * clock.DAY):
            charters.set_terms(group, said)
    with clock.fixed(group.heard_until + 4 * clock.DAY):
        announce_heard(group, 0)
        drain()
    rows = StoredVerdict.objects.filter(workspace=workspace, kind="moderation.breach", state="standing")
    return list(rows.values_list("decision", flat=True))


def test_a_rule_that_held_then_counts() -> None:
    assert said_under(CharterTerms(rules=(LINK,)), CharterTerms(rules=(LINK, CONTACT))) == ["breach"]


def test_a_rule_made_since_binds_nobody_backwards() -> None:
    assert said_under(CharterTerms(rules=(ADVERT,)), CharterTerms(rules=(ADVERT, LINK))) == []


def test_a_rule_dropped_or_loosened_since_helps() -> None:
    loose = Rule("link", LINK.text, LINK.consequence, ("hb.example.com",))
    assert said_under(CharterTerms(rules=(LINK,)), CharterTerms(rules=(ADVERT,))) == []
    assert said_under(CharterTerms(rules=(LINK,)), CharterTerms(rules=(loose,))) == []
