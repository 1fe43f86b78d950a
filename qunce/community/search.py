"""What a name can be found by, in one column."""

from qunce.kernel.text import search_keys


def search_text(name: str) -> str:
    """Every spelling of a name between spaces: a search for " zs" meets the beginnings only."""
    text = " " + " ".join(search_keys(name)) + " "
    return text[:400]
