"""Helper: render a reason in English and Chinese, failing on a missing word or place."""

from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from qunce.kernel.verdict import Reason
from qunce.practice import lifecycle

ROOM = Path(lifecycle.__file__).parent


@lru_cache
def chinese() -> Catalog:
    with (ROOM / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file)


def in_both(reason: Reason) -> tuple[str, str]:
    entry = chinese().get(reason.msgid)
    assert entry is not None, f"not in the catalogue: {reason.msgid}"
    english, translated = reason.msgid % reason.params, str(entry.string) % reason.params
    assert "None" not in english, english
    return english, translated
