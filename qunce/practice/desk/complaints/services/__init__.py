"""The verbs of complaints and of the feedback board, and their only writer."""

from qunce.practice.desk.complaints.services.board import add_item, change_item, link_item, tell_everybody
from qunce.practice.desk.complaints.services.erasing import erase
from qunce.practice.desk.complaints.services.judging import JOB, REVIEW, judge_group, on_overturned, on_restored
from qunce.practice.desk.complaints.services.looking import on_no, on_yes
from qunce.practice.desk.complaints.services.looking import on_reopened as on_look_reopened
from qunce.practice.desk.complaints.services.stepping import (
    DECIDE,
    LOOK,
    SAY,
    confirm,
    on_cancelled,
    on_confirmed,
    on_reopened,
    open_by_hand,
    step,
    strike,
    take_back,
)

__all__ = [
    "DECIDE",
    "JOB",
    "LOOK",
    "REVIEW",
    "SAY",
    "add_item",
    "change_item",
    "confirm",
    "erase",
    "judge_group",
    "link_item",
    "on_cancelled",
    "on_confirmed",
    "on_look_reopened",
    "on_no",
    "on_overturned",
    "on_reopened",
    "on_restored",
    "on_yes",
    "open_by_hand",
    "step",
    "strike",
    "take_back",
    "tell_everybody",
]
