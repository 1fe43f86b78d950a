"""Lifecycle at work: silent members, key members, health; one job per group after new talk."""

from qunce.practice.lifecycle.gathering import WAKE
from qunce.practice.lifecycle.services.judging import judge_group
from qunce.practice.lifecycle.services.tasking import DECIDE, THANK, on_changed

__all__ = ["DECIDE", "THANK", "WAKE", "judge_group", "on_changed"]
