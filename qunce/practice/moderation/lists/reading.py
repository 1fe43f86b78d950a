"""Words out of a text or a file. A workbook is opened by a limited child only: it came from anywhere."""

import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import qunce
from qunce.gateway.connectors import guard, workbook
from qunce.gateway.connectors.cells import as_text
from qunce.gateway.connectors.source import Source
from qunce.kernel.i18n import N_
from qunce.kernel.text import skeleton
from qunce.practice.moderation.policy.detectors.links import domain_of
from qunce.practice.moderation.policy.domains import PUBLIC_SUFFIXES

MOST_WORDS = 100_000
MOST_BYTES = 16 << 20
LONGEST = 40  # characters
SHORTEST = 2
_MEMORY = 512 << 20
_SECONDS = 20
_ROOT = str(Path(qunce.__file__).resolve().parent.parent)

TOO_LARGE = N_("The file is larger than 16 MB.")
UNREADABLE = N_(
    "The file could not be read: give a .txt with one word a line, or an .xlsx with the words in its first column."
)
TOO_MANY = N_("More than 100,000 words: that is more than one list holds.")


class UnreadableError(ValueError):
    """A file or a list that cannot be taken; msgid says why."""

    def __init__(self, msgid: str) -> None:
        super().__init__(msgid)
        self.msgid = msgid


@dataclass(frozen=True, slots=True)
class Given:
    """words: what can be used, each once; dropped: how many lines were too short, too long or twice there."""

    words: tuple[str, ...]
    dropped: int


def words_in(lines: Iterable[str]) -> Given:
    """Words one a line. Raises UnreadableError when there are too many."""
    kept: dict[str, str] = {}
    dropped = 0
    for line in lines:
        word = " ".join(line.split()).strip("\ufeff ")
        bones = skeleton(word) if word else ""
        if not word:
            continue
        if not SHORTEST <= len(bones) <= LONGEST or len(word) > 2 * LONGEST or bones in kept:
            dropped += 1
            continue
        kept[bones] = word
        if len(kept) > MOST_WORDS:
            raise UnreadableError(TOO_MANY)
    return Given(tuple(kept.values()), dropped)


MOST_DOMAINS = 1_000
TOO_MANY_DOMAINS = N_("More than 1,000 addresses: that is more than one list holds.")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


@dataclass(frozen=True, slots=True)
class Domains:
    """domains: each once, in order; refused: the lines that name no address, as they were written."""

    domains: list[str]
    refused: list[str]


def domains_in(lines: Iterable[str]) -> Domains:
    """Addresses one a line, whole links too: what counts is the site. Raises UnreadableError for too many."""
    kept: dict[str, None] = {}
    refused: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        domain = domain_of(line[:300])
        if _DOMAIN.fullmatch(domain) and len(domain) <= 253 and domain not in PUBLIC_SUFFIXES:
            kept[domain] = None
        else:
            refused.append(line.strip()[:80])
        if len(kept) > MOST_DOMAINS or len(refused) > MOST_DOMAINS:
            raise UnreadableError(TOO_MANY_DOMAINS)
    return Domains(list(kept), refused)


def lines_of(name: str, data: bytes) -> Iterator[str]:
    """The lines of a .txt (UTF-8 or GB 18030), the first column of an .xlsx. Raises UnreadableError."""
    if len(data) > MOST_BYTES:
        raise UnreadableError(TOO_LARGE)
    if data[:2] == b"PK" or name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        yield from _workbook(data)
        return
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        yield from text.splitlines()
        return
    raise UnreadableError(UNREADABLE)


def _workbook(data: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        try:
            done = subprocess.run(  # noqa: S603 - our interpreter, our module, nothing of the user's
                [sys.executable, "-P", "-m", __name__, file.name],
                capture_output=True, timeout=_SECONDS * 3, cwd=_ROOT, check=True,
                env={"PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
            found = json.loads(done.stdout)
        except (subprocess.SubprocessError, ValueError) as error:
            raise UnreadableError(UNREADABLE) from error
    return [str(line) for line in found]


def _child(path: str) -> int:
    """In the limited child: the first column as JSON; 1 when it cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        sheet = workbook.open_sheet(Source(Path(path), filename="words.xlsx"))
    except guard.RefusedError:
        return 1
    found: list[str] = []
    for _, cells in workbook.rows(sheet) if sheet else ():
        if cells:
            found.append(as_text(cells[0])[: 4 * LONGEST])
        if len(found) > 2 * MOST_WORDS:
            break
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1]))
