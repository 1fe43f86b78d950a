"""Hypothesis strategies shared by the text tests."""

from hypothesis import strategies as st

# Anything, with the characters that disguises are made of well represented.
WILD = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("加微信ＶＸ①②㈠㎏ﬁß臺灣領取壹贰\u200b\u200d\ufe0f\u0336\u00ad\u3164\x1e\n\t 🔥𝕏ａé"),
    ),
    max_size=40,
)
