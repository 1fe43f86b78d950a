"""The verbs of jobs, and their only writer.

Rooms call ``enqueue`` and ``enqueue_once``; pages call the verbs of ``control``; workers those of ``lease``.
"""

from qunce.base.jobs.services.control import cancel, hold, lift_hold, pause, requeue, resume
from qunce.base.jobs.services.enqueueing import enqueue, enqueue_once

__all__ = ["cancel", "enqueue", "enqueue_once", "hold", "lift_hold", "pause", "requeue", "resume"]
