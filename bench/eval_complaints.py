"""How many complaints are heard, and how many lines are wrongly taken for one: ``python -m bench.eval_complaints``.

"Sure" opens a complaint, "raised" is that and what a person is asked about. Labelled lines (all invented): those of
``gold.py`` and ``once.py`` were learnt from, those of ``unseen.py`` never. Ordinary talk of others about other things:
only the eighth of each source that took no part in training and choosing (``complaint_lines.split``); irc_qtox is not
trained on at all. With QUNCE_REVIEWS (see ``complaint_lines``) the same of customers' reviews: a bad review is mostly
an opinion, so its share raised is no recall. Shares with 95 % intervals.
"""

import sys
import time

from bench import complaint_lines, faq_data
from qunce.kernel.stats import wilson
from qunce.practice.desk.complaints.policy.finding import COUNTS, FoundComplaint, find_complaint
from qunce.practice.desk.complaints.tests import gold, once, unseen

Found = list[FoundComplaint | None]


def _share(part: int, whole: int) -> str:
    span = wilson(part, whole)
    return f"{part}/{whole} = {part / whole:.3f} [{span.low:.3f}, {span.high:.3f}]"


def _found(lines: list[str]) -> Found:
    return [find_complaint(line) for line in lines]


def _sure(found: Found) -> int:
    return sum(one is not None and one.strength >= COUNTS for one in found)


def _raised(found: Found) -> int:
    return sum(one is not None for one in found)


def _labelled(name: str, yes: list[str], no: list[str]) -> None:
    heard, other = _found(yes), _found(no)
    for label, count in (("sure", _sure), ("raised", _raised)):
        hit, false = count(heard), count(other)
        precision = _share(hit, hit + false) if hit + false else "none found"
        sys.stdout.write(
            f"{name:9} {label:7} recall {_share(hit, len(yes))}  false alarms {_share(false, len(no))}"
            f"  precision {precision}\n"
        )


def _lines(module: object, names: tuple[str, ...], side: str) -> list[str]:
    return [line for name in names for line in getattr(module, f"{name}_{side}")]


def _ordinary(name: str, lines: list[str]) -> tuple[int, int]:
    begin = time.process_time()
    found = _found(lines)
    spent = time.process_time() - begin
    span = wilson(_raised(found), len(lines))
    sys.stdout.write(
        f"{name:12} {len(lines):6} lines: raised {1000 * _raised(found) / len(lines):.1f} in 1,000"
        f" [{1000 * span.low:.1f}, {1000 * span.high:.1f}], of them sure {_sure(found)};"
        f" {100_000 * spent / len(lines):.2f} CPU s for 100,000\n"
    )
    return _raised(found), len(lines)


def main() -> None:
    for name, module, names in (
        ("learnt", gold, gold.SETS), ("once", once, once.LEARNT), ("unseen", unseen, unseen.DOMAINS),
    ):  # fmt: skip
        _labelled(name, _lines(module, names, "YES"), _lines(module, names, "NO"))
    sys.stdout.write(f"unseen, at its one run: {unseen.ONE_RUN}\n")
    for name, (hit, false) in gold.FIRST_RUN.items():
        yes, no = (len(getattr(gold, f"{name.upper()}_{side}")) for side in ("YES", "NO"))
        sys.stdout.write(
            f"{name}: patterns alone at their first run: recall {_share(hit, yes)}, false {_share(false, no)}\n"
        )
    if (faq_data.SHARED / "spam_tg_zh").exists():
        counts = [
            _ordinary(name, complaint_lines.split(lines)[2]) for name, lines in complaint_lines.ordinary().items()
        ]
        raised, whole = (sum(column) for column in zip(*counts, strict=True))
        sys.stdout.write(f"all three: {_share(raised, whole)}\n")
        _ordinary("irc_qtox", complaint_lines.irc())
    for side in ("neg", "pos"):
        if lines := complaint_lines.split(complaint_lines.reviews(side))[2]:
            _ordinary(f"reviews {side}", lines)


if __name__ == "__main__":
    main()
