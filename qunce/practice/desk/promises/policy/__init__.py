"""The decisions about promises (E6). Pure: no Django, no database."""

from qunce.practice.desk.promises.policy.finding import POLICY, FoundPromise, find_promise

__all__ = ["POLICY", "FoundPromise", "find_promise"]
