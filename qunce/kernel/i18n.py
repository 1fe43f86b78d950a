"""Words that are kept now and translated when shown.

Policies are pure and know no Django, yet give their reasons in words. They mark an English
msgid with ``N_`` (Babel extracts it) and hand over the parameters; ``base.ui`` translates.
"""


def N_(msgid: str) -> str:  # noqa: N802 - the name every gettext tool extracts
    """Mark a msgid for extraction; gives it back unchanged."""
    return msgid
