"""Rows written at once are the rows that the ORM would have written."""

import pytest
from django.db import IntegrityError, transaction

from qunce.base.tenancy.models import Workspace
from qunce.base.tenancy.rows import upsert
from qunce.base.tenancy.services import create_workspace
from qunce.base.verdicts.models import StoredVerdict

pytestmark = pytest.mark.django_db
UNIQUE, UPDATE = ["workspace", "kind", "key"], ["decision", "reasons", "rank"]
HOSTILE = "o'brien \\ %s {} \u2028 😀 %%"


@pytest.fixture
def workspace() -> Workspace:
    return create_workspace("安记小厨")


def _row(workspace: Workspace, key: str, **said: object) -> StoredVerdict:
    values = {
        "kind": "k", "subject_type": "message", "subject_ref": "1", "decision": "answered", "confidence": 0.25,
        "policy": "p/1", "as_of": 5, "at": 4, "reasons": [{"msgid": HOSTILE, "params": {"n": 1.5, "none": None}}],
        **said,
    }  # fmt: skip
    return StoredVerdict(workspace=workspace, key=key, **values)


def _values(key: str) -> dict[str, object]:
    row = StoredVerdict.objects.filter(key=key).values().get()
    return {name: value for name, value in row.items() if name not in ("id", "key")}


def test_what_is_written_is_what_the_orm_writes(workspace):
    upsert([_row(workspace, "ours", data={"人": [True, HOSTILE]}, rank=2.5)])
    _row(workspace, "theirs", data={"人": [True, HOSTILE]}, rank=2.5).save()
    assert _values("ours") == _values("theirs")


def test_a_row_that_stands_keeps_its_id_and_what_is_not_named(workspace):
    upsert([_row(workspace, key) for key in ("a", "b")], UNIQUE, UPDATE)
    before = dict(StoredVerdict.objects.values_list("key", "id"))
    upsert([_row(workspace, key, decision="late", rank=1.0, policy="p/2") for key in ("b", "c")], UNIQUE, UPDATE)
    after = {row.key: row for row in StoredVerdict.objects.all()}
    assert after["b"].id == before["b"]
    assert {key: (row.decision, row.policy) for key, row in after.items()} == {
        "a": ("answered", "p/1"), "b": ("late", "p/1"), "c": ("late", "p/2"),
    }  # fmt: skip


def test_without_update_what_stands_stays_and_without_unique_it_is_an_error(workspace):
    upsert([_row(workspace, "a")])
    upsert([_row(workspace, "a", decision="late")], UNIQUE)
    assert StoredVerdict.objects.get().decision == "answered"
    with pytest.raises(IntegrityError), transaction.atomic():
        upsert([_row(workspace, "a")])
    upsert([])
