"""What the wizard remembers: the next file of a name is proposed for the group that took the last one."""

import msgspec
import pytest

from qunce.base.jobs.worker import drain
from qunce.base.tenancy.models import Workspace
from qunce.gateway.intake import services
from qunce.gateway.intake.models import Import
from qunce.gateway.intake.plan import Plan
from qunce.gateway.intake.services import planning, receive_text
from qunce.gateway.intake.tests.test_splitting import looked, stamp, workspace

pytestmark = pytest.mark.django_db
__all__ = ["workspace"]


def talk(name: str, *words: str) -> bytes:
    lines = ["时间,发送者,内容", *(f"{stamp(n)},{name},{word}" for n, word in enumerate(words))]
    return "\n".join(lines).encode()


def bring(row: Import, group: str) -> Import:
    plan = msgspec.structs.replace(Plan.load(row.plan), group_name=group)
    services.confirm(row, plan)
    services.start(row)
    drain()
    row.refresh_from_db()
    assert row.state == Import.State.DONE
    return row


def test_the_next_export_of_a_name_is_proposed_for_its_group(workspace: Workspace) -> None:
    first = bring(looked(workspace, talk("小王", "在吗", "好"), "老客户群_2026-11-01.csv"), "老客户群")
    second = looked(workspace, talk("小王", "明天开门吗"), "老客户群_2026-11-09.csv")
    assert Plan.load(second.plan).group_id == first.group_id


def test_a_file_of_the_same_name_with_nobody_known_is_a_new_group(workspace: Workspace) -> None:
    bring(looked(workspace, talk("小王", "在吗"), "messages.csv"), "老客户群")
    other = looked(workspace, talk("小李", "早"), "messages.csv")
    assert Plan.load(other.plan).group_id is None


def test_a_paste_has_no_name_to_remember(workspace: Workspace) -> None:
    def pasted(words: str) -> Import:
        row = receive_text(workspace, None, "b", f"小王 2026-11-01 10:00\n{words}\n")
        planning.look(row)
        row.refresh_from_db()
        return row

    row = bring(pasted("在吗"), "甲群")
    assert row.shown != row.file_name
    again = pasted("早")
    assert Plan.load(again.plan).group_id is None
    assert Plan.load(again.plan).group_name == ""
