"""Lint beside the form, while the charter is being written; it never stops anybody from keeping it."""

import pytest
from django.urls import reverse

from qunce.community.charter import queries
from qunce.community.charter.models import Charter
from tests.cast import Cast

pytestmark = pytest.mark.django_db

RULE = {"rule_0_kind": "other", "rule_0_text": "请文明发言", "rule_0_consequence": ""}


def test_it_reads_the_form_and_keeps_nothing(cast: Cast) -> None:
    client = cast.client(cast.operator)
    part = client.post(reverse("community:charter-lint", args=[cast.lunch.pk]), RULE).content.decode()
    assert "“<bdi>文明发言</bdi>”" in part
    assert "没有写违反的后果" in part
    assert "建议：" in part
    assert not Charter.objects.exists()
    assert "文明发言" not in client.post(reverse("community:charter-lint", args=[cast.lunch.pk]), {}).content.decode()


def test_a_template_is_looked_at_the_same_way(cast: Cast) -> None:
    part = cast.client(cast.operator).post(reverse("community:template-lint"), RULE).content.decode()
    assert "文明发言" in part


def test_what_cannot_be_read_yet_is_said(cast: Cast) -> None:
    address = reverse("community:charter-lint", args=[cast.lunch.pk])
    part = cast.client(cast.operator).post(address, {"weekdays": "9点到"}).content.decode()
    assert "还读不懂" in part


def test_findings_stop_nobody(cast: Cast) -> None:
    cast.client(cast.operator).post(reverse("community:charter", args=[cast.lunch.pk]), RULE)
    [rule] = queries.effective(cast.workspace, cast.lunch.pk).charter.rules
    assert rule.text == "请文明发言"
