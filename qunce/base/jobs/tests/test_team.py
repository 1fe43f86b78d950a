"""How several workers share the work."""

from qunce.base.jobs.management.commands.worker import team
from qunce.base.jobs.registry import DEFAULT_QUEUE


def test_one_worker_of_several_is_kept_for_short_work():
    queues = [program.argv[-1] for program in team(3)]
    assert queues == [DEFAULT_QUEUE, "", ""]
    assert [program.argv[-1] for program in team(1)] == [""]
    assert {program.argv[-1] for program in team(2, "import")} == {"import"}
