"""Which entry of a Q&A answers a question (E1): an index finds, measures rank, a threshold decides. Pure."""

from qunce.practice.desk.qa.policy.index import Index, Match
from qunce.practice.desk.qa.policy.measures import SURE

__all__ = ["SURE", "Index", "Match"]
