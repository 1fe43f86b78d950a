"""Text: folding with a way back, views that undo disguises, matching, pinyin of names."""

from qunce.kernel.text.fold import Folded, fold, fold_text, fold_texts
from qunce.kernel.text.lenses import LENSES, Lens
from qunce.kernel.text.matcher import Hit, PhraseFinder, skeleton, valid_speech
from qunce.kernel.text.multi import Matcher
from qunce.kernel.text.pinyin import NamePinyin, name_pinyin, search_keys, sort_key
from qunce.kernel.text.views import PLAIN, SEPARATED, SOUNDS, VIEWS, View

__all__ = [
    "LENSES",
    "PLAIN",
    "SEPARATED",
    "SOUNDS",
    "VIEWS",
    "Folded",
    "Hit",
    "Lens",
    "Matcher",
    "NamePinyin",
    "PhraseFinder",
    "View",
    "fold",
    "fold_text",
    "fold_texts",
    "name_pinyin",
    "search_keys",
    "skeleton",
    "sort_key",
    "valid_speech",
]
