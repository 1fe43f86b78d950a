"""The quick way to tell speech from noise says what the slow way says."""

from hypothesis import example, given
from hypothesis import strategies as st

from qunce.kernel.text import SEPARATED, fold_text, valid_speech
from qunce.kernel.text.matcher import _PLACEHOLDER

SIGNS = st.sampled_from([*"[]［］<>＜＞〈【】你好ab9 ，。😀\u200b\u3000図①", "[图片]", "［捂脸］", "<img>"])


@given(st.lists(SIGNS, max_size=12).map("".join) | st.text(max_size=12))
@example("［捂脸］")
@example("[图片]")
@example("好[图片]")
def test_quick_and_slow_agree(text: str) -> None:
    assert valid_speech(text) == bool(SEPARATED.read(_PLACEHOLDER.sub("", fold_text(text))))
