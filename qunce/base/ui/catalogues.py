"""Catalogues: which words every room says, which lack their Chinese, and the compiled files.

    python -m qunce.base.ui.catalogues compile          every .po under qunce/ to its .mo
    python -m qunce.base.ui.catalogues missing [room]   what is said but not translated (exit 1 when anything is)
    python -m qunce.base.ui.catalogues update [room]    add what is missing to the .po, empty; drop nothing

A room is a folder with ``apps.py``. Words of floors without one (kernel, config) belong to base/ui.
A word that base/ui translates needs no second translation elsewhere. Django's ``makemessages``
misses most strings in Jinja2 pages, hence Babel. Runs without Django's settings.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2]
HOME = Path(__file__).resolve().parent
LOCALE = "zh_Hans"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "_now": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
HEADER = r"""msgid ""
msgstr ""
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACE = re.compile(r"%\((\w+)\)[sd]")

Key = tuple[str, str | None]  # msgid (the singular), context


@dataclass
class Said:
    """A string somewhere in the sources."""

    key: Key
    msgid: str | tuple[str, ...]
    where: list[str] = field(default_factory=list)


def rooms() -> list[Path]:
    """Every folder with an ``apps.py``, deepest first."""
    found = [path.parent for path in PACKAGE.rglob("apps.py") if "tests" not in path.parts]
    return sorted(found, key=lambda path: (-len(path.parts), str(path)))


def po_path(room: Path) -> Path:
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE).parts
        if {"tests", "migrations", "locale", "static", "node_modules"} & set(inside):
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt", ".svg"} and "jinja2" in inside):
            yield path


def _room_of(path: Path, known: list[Path]) -> Path:
    return next((room for room in known if room in path.parents), HOME)


def _extract(path: Path) -> Iterator[tuple[Key, str | tuple[str, ...], int]]:
    jinja = path.suffix != ".py"
    method = "jinja2.ext:babel_extract" if jinja else "python"
    options = JINJA_OPTIONS if jinja else {}
    for line, said, _comments, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        first = said if isinstance(said, str) else said[0]
        if first:
            yield (first, context), said, line


def said_by_room() -> dict[Path, dict[Key, Said]]:
    """Every string of every room, with where it stands."""
    known = rooms()
    found: dict[Path, dict[Key, Said]] = {room: {} for room in [*known, HOME]}
    for path in _sources():
        room = found[_room_of(path, known)]
        for key, msgid, line in _extract(path):
            entry = room.setdefault(key, Said(key, msgid))
            entry.where.append(f"{path.relative_to(PACKAGE.parent)}:{line}")
            if isinstance(msgid, tuple):
                entry.msgid = msgid
    return found


def read(room: Path) -> Catalog:
    """The room's catalogue; an empty one where it has none."""
    path = po_path(room)
    if not path.exists():
        return Catalog(locale=LOCALE, domain="django", charset="utf-8", fuzzy=False)
    with path.open("rb") as handle:
        return read_po(handle, locale=LOCALE, domain="django")


def translations(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    """What has its Chinese: not empty, not fuzzy."""
    found: dict[Key, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        said = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if said and all(said):
            first = message.id[0] if isinstance(message.id, list | tuple) else message.id
            found[first, message.context] = tuple(str(text) for text in said)
    return found


def missing() -> dict[Path, list[Said]]:
    """Strings said in a room that neither it nor base/ui translates."""
    shared = translations(read(HOME))
    gaps: dict[Path, list[Said]] = {}
    for room, said in said_by_room().items():
        own = translations(read(room)) if room != HOME else shared
        lacking = [entry for key, entry in said.items() if key not in own and key not in shared]
        if lacking:
            gaps[room] = lacking
    return gaps


def unused() -> dict[Path, list[Key]]:
    """Entries that nobody says any more (for base/ui: nobody anywhere)."""
    by_room = said_by_room()
    everything: set[Key] = {key for said in by_room.values() for key in said}
    stale = {}
    for room in by_room:
        spoken = everything if room == HOME else set(by_room[room])
        left = [key for key in translations(read(room)) if key not in spoken]
        if left:
            stale[room] = left
    return stale


def conflicts() -> list[str]:
    """One string, two translations: at run time all catalogues are one, and the order would decide."""
    seen: dict[Key, tuple[Path, tuple[str, ...]]] = {}
    clashes = []
    for room in {HOME, *rooms()}:
        for key, said in translations(read(room)).items():
            other = seen.setdefault(key, (room, said))
            if other[1] != said:
                clashes.append(f"{key[0]!r}: {other[1]} in {_name(other[0])}, {said} in {_name(room)}")
    return sorted(clashes)


def wrong_places() -> list[str]:
    """Translations whose %(name)s places are not those of the original: they would fail when shown."""
    return sorted(
        f"{_name(room)}: {key[0]!r} → {text!r}"
        for room in {HOME, *rooms()}
        for key, said in translations(read(room)).items()
        for text in said
        if set(PLACE.findall(text)) != set(PLACE.findall(key[0])) and not _plural_only(key, text)
    )


def _plural_only(key: Key, text: str) -> bool:
    # An English singular may spell its number out ("one day"); Chinese has one form for both.
    return set(PLACE.findall(key[0])) < set(PLACE.findall(text)) and "%(n)s" in text


def compile_all() -> int:
    """Write every .mo that is older than its .po; gives back how many."""
    done = 0
    for room in {HOME, *rooms()}:
        source, target = po_path(room), po_path(room).with_suffix(".mo")
        if not source.exists() or (target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns):
            continue
        with target.open("wb") as handle:
            write_mo(handle, read(room))
        done += 1
    return done


def update(only: str = "") -> Mapping[str, int]:
    """Add missing strings to the .po files, untranslated; gives back how many per room."""
    added = {}
    for room, gaps in missing().items():
        if only and only not in _name(room):
            continue
        catalogue = read(room)
        for entry in gaps:
            catalogue.add(entry.msgid, context=entry.key[1])
        save(room, catalogue)
        added[_name(room)] = len(gaps)
    return added


def save(room: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that two people's work merges: sorted, without line numbers or dates."""
    path = po_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        write_po(handle, catalogue, no_location=True, omit_header=True, sort_output=True, width=110)
    path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")


def _name(room: Path) -> str:
    return str(room.relative_to(PACKAGE.parent))


def main(arguments: list[str]) -> int:
    command, only = (arguments[0] if arguments else ""), (arguments[1] if len(arguments) > 1 else "")
    out = sys.stdout.write
    if command == "compile":
        out(f"{compile_all()} catalogues compiled\n")
        return 0
    if command == "update":
        for name, count in update(only).items():
            out(f"{name}: {count} strings added, untranslated\n")
        return 0
    if command == "missing":
        gaps = {room: said for room, said in missing().items() if only in _name(room)}
        for room, said in gaps.items():
            out(f"{_name(room)}: {len(said)} missing\n")
            for entry in said:
                out(f"  {entry.key[0]!r}{f' ({entry.key[1]})' if entry.key[1] else ''}  {entry.where[0]}\n")
        for room, keys in unused().items():
            if only in _name(room):
                out(f"{_name(room)}: {len(keys)} unused: {', '.join(repr(key[0]) for key in keys[:20])}\n")
        for line in [*conflicts(), *wrong_places()]:
            out(f"! {line}\n")
        return 1 if gaps else 0
    out(__doc__ or "")
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
