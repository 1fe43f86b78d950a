"""Lint of a charter knows which rules colleagues broke themselves (D5)."""

import pytest

from qunce.base.jobs.worker import drain
from qunce.community.charter import services as charters
from qunce.community.charter.happened import findings
from qunce.community.charter.purposes import ADVERT, LINK, CharterTerms
from qunce.community.charter.queries import effective
from qunce.community.models import Group
from qunce.community.services.groups import announce_heard
from qunce.gateway.intake.tests.helpers import Line, mail, take
from qunce.kernel import clock
from tests.cast import make_workspace

pytestmark = pytest.mark.django_db

TALK: tuple[Line, ...] = (
    ("10:02", "安姐", "大家看看 https://hb.example.com/x"),
    ("10:05", "小王", "我也有 https://tb.example.com/y"),
)


def told(own: tuple[str, ...]) -> list[dict[str, object]]:
    workspace = make_workspace()
    take(workspace, mail(TALK), own=own)
    group = Group.objects.get(workspace=workspace)
    with clock.fixed(clock.timestamp() - 3 * clock.DAY):
        charters.set_terms(group, CharterTerms(rules=(ADVERT, LINK)))
    announce_heard(group, 0)
    drain()
    found = findings(group, effective(workspace, group.pk).charter)
    return [dict(finding.reason.params) for finding in found if finding.source == "D5"]


def test_a_rule_that_a_colleague_broke_is_named() -> None:
    assert told(("安姐",)) == [{"number": 2, "count": 1}]


def test_what_members_broke_says_nothing_against_the_rule() -> None:
    assert told(("老板",)) == []
