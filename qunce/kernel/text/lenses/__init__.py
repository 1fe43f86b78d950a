"""Lenses: ways to see a phrase that one table of single characters cannot undo.

    shapes     a radical more, less or another              徽言用卡 → 信用卡
    near       an for ang as well, from four syllables            膀卡抢购 → …
    spoken     syllables in Latin letters, emoji by their names, characters taken apart   shua单🥚 → 刷单
    reversed   the characters from last to first            职兼单刷 → 刷单兼职
    initials   the first letters alone                      wdydk → 无抵押贷款

A lens is made for a list of phrases and answers in spans of the original. A new family is one file
that makes a ``Lens`` and registers it. Source: issue 3 §5, quality §6.1.
"""

from qunce.kernel.text.lenses import initials, near, reversing, shapes, spoken
from qunce.kernel.text.lenses.base import LENSES, Lens

__all__ = ["LENSES", "Lens", "initials", "near", "reversing", "shapes", "spoken"]
