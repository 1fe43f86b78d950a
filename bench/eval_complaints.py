"""How many complaints are heard, and how many lines are wrongly taken for one: ``python -m bench.eval_complaints``.

Against the labelled lines of ``qunce/practice/desk/complaints/tests/gold.py`` (invented, and corrected against: the figures
of the first runs, before any correction, are the honest ones) and, for false alarms, on talk that is about something else:
the ordinary lines of ``spam_tg_zh`` and the questions of ``faq_epidemic`` under ../shared/data. Shares with 95 % intervals.
"""

import csv

from bench import faq_data
from qunce.kernel.stats import wilson
from qunce.practice.desk.complaints.policy.finding import COUNTS, find_complaint
from qunce.practice.desk.complaints.tests import gold


def _share(part: int, whole: int) -> str:
    span = wilson(part, whole)
    return f"{part}/{whole} = {part / whole:.3f} [{span.low:.3f}, {span.high:.3f}]"


def _strengths(lines: tuple[str, ...]) -> list[float]:
    return [found.strength if (found := find_complaint(line)) else 0.0 for line in lines]


def _set(name: str) -> None:
    yes, no = (_strengths(getattr(gold, f"{name.upper()}_{side}")) for side in ("YES", "NO"))
    for label, least in (("complaint", COUNTS), ("perhaps and more", 0.01)):
        hit, false = sum(one >= least for one in yes), sum(one >= least for one in no)
        precision = _share(hit, hit + false) if hit + false else "none found"
        print(f"{name:6} {label:17} recall {_share(hit, len(yes))}  precision {precision}")


def _elsewhere() -> None:
    with (faq_data.SHARED / "spam_tg_zh" / "train.csv").open(encoding="utf-8-sig", newline="") as source:
        chat = tuple(dict.fromkeys(row["input"] for row in csv.DictReader(source) if row["target"] == "0"))
    asked = tuple(
        {row[side] for part in ("train", "dev") for row in faq_data.rows(part) for side in ("query1", "query2")}
    )
    for name, lines in (("chat of others", chat), ("medical questions", asked)):
        found = _strengths(lines)
        sure = sum(one >= COUNTS for one in found)
        print(
            f"{name:18} taken for one {_share(sure, len(lines))}  perhaps and more {_share(sum(map(bool, found)), len(lines))}"
        )


def main() -> None:
    for name in ("tuned", "fresh", "later", "last"):
        _set(name)
    for name, (hit, false) in gold.FIRST_RUN.items():
        yes, no = (len(getattr(gold, f"{name.upper()}_{side}")) for side in ("YES", "NO"))
        print(f"{name:6} at the first run   recall {_share(hit, yes)}  false alarms {_share(false, no)}")
    if (faq_data.SHARED / "spam_tg_zh").exists():
        _elsewhere()


if __name__ == "__main__":
    main()
