"""Views: the ways one text can be read, each of which undoes a family of disguises.

    plain      zero-width, combining, full-width, styled, Traditional    加​微信 → 加微信
    separated  what stands between the characters                         加.微.信 → 加微信
    sounds     characters that sound alike                                佳威信 → 加微信

A new family is one file that makes a ``View`` and registers it; ``matcher.PhraseFinder`` and
everything above it read whatever is registered. Source: issue 2 §5, quality §6.1.
"""

from qunce.kernel.text.views.base import VIEWS, TableView, View
from qunce.kernel.text.views.plain import PLAIN
from qunce.kernel.text.views.separated import SEPARATED
from qunce.kernel.text.views.sounds import SOUNDS

__all__ = ["PLAIN", "SEPARATED", "SOUNDS", "VIEWS", "TableView", "View"]
