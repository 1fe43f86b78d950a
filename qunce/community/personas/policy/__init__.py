"""Who answers what, and what is wrong with an account: pure decisions."""

from qunce.community.personas.policy.lint import Finding, Portrait, lint
from qunce.community.personas.policy.moments import MomentsError, Post, due_posts, read_plan, shown_plan
from qunce.community.personas.policy.routing import ROLES, Assigned, Away, Watch, assign, present

__all__ = [
    "ROLES",
    "Assigned",
    "Away",
    "Finding",
    "MomentsError",
    "Portrait",
    "Post",
    "Watch",
    "assign",
    "due_posts",
    "lint",
    "present",
    "read_plan",
    "shown_plan",
]
