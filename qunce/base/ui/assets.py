"""What ``node assets/build.mjs`` made: the addresses of the built files and the icon sprite.

The build writes hashed names and ``manifest.json`` (plain name → built name). Where nothing was
built yet pages still render, without style and icons: tests need no Node.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FALLBACK_ICON = "point"  # for a name that assets/icons.txt lacks: a dot is better than a hole
BUILD = Path(__file__).parent / "static" / "qunce" / "build"


@lru_cache(maxsize=4)
def _manifest(changed_ns: int) -> dict[str, str]:
    return dict(json.loads((BUILD / "manifest.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=4)
def _sprite(changed_ns: int) -> SafeString:
    return mark_safe((BUILD / "icons.svg").read_text(encoding="utf-8"))  # noqa: S308 - our own build wrote it


@lru_cache(maxsize=4)
def _icon_names(changed_ns: int) -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9-]+)"', _sprite(changed_ns)))


def icon_names() -> frozenset[str]:
    """Names of all built icons; empty where nothing was built."""
    changed = _changed("icons.svg")
    return _icon_names(changed) if changed else frozenset()


def _changed(name: str) -> int:
    try:
        return (BUILD / name).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def asset(name: str) -> str:
    """The address of a built file by its plain name, e.g. ``asset("console.css")``."""
    changed = _changed("manifest.json")
    built = _manifest(changed).get(name, name) if changed else name
    return static(f"qunce/build/{built}")


def icon_sprite() -> SafeString:
    """All icons as hidden symbols: stands once in every page, so that ``icon()`` costs 60 bytes."""
    changed = _changed("icons.svg")
    return _sprite(changed) if changed else mark_safe("")


def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of ``assets/icons.txt``. Decorative unless ``label`` says what it means."""
    known = icon_names()
    if known and name not in known:
        name = FALLBACK_ICON
    if label:
        return format_html(
            '<svg width="20" height="20" class="q-icon {}" role="img" aria-label="{}"><use href="#i-{}"></use></svg>',
            extra,
            label,
            name,
        )
    return format_html(
        '<svg width="20" height="20" class="q-icon {}" aria-hidden="true"><use href="#i-{}"></use></svg>', extra, name
    )
