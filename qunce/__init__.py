"""Qunce 群策: runs WeChat communities by their own charters."""

__version__ = "0.1.0"
