"""Train the score that reads lines like complaints and write ``policy/weights.json``.

    QUNCE_REVIEWS=folder python -m bench.train_complaints [check]

"check" writes nothing: it trains on three quarters of the templates, four times, and prints how many of the other
templates' sentences are raised (no template on both sides), and how many of the tests' lines by a model that saw none.
The mark is the score that of the choosing parts of ordinary talk at most ``RAISED`` of all lines reach, and at most
``OF_ONE`` of any source.
"""

import sys
from collections.abc import Sequence

import numpy as np
from scipy.sparse import vstack

from bench import complaint_lines
from qunce.practice.desk.complaints import training
from qunce.practice.desk.complaints.policy import weights
from qunce.practice.desk.complaints.policy.likely import Model

RAISED = 0.004
OF_ONE = 0.010
MOST = 5_000  # of each ordinary source
OWN, REAL, REVIEW = 2.0, 0.4, 0.05  # what a template, a line of ordinary talk and a review weigh
RIDGE = 0.5  # on the runs of characters
FOLDS = 4

Weighed = tuple[list[str], bool, float]


def main() -> None:
    ordinary = {name: complaint_lines.split(lines) for name, lines in complaint_lines.ordinary().items()}
    choosing = {name: training.columns(parts[1]) for name, parts in ordinary.items()}
    given: list[Weighed] = [(parts[0][:MOST], False, REAL) for parts in ordinary.values()]
    for side, label in (("neg", True), ("pos", False)):
        given.append((complaint_lines.split(complaint_lines.reviews(side))[0], label, REVIEW))
    common = _columns(given)
    if "check" in sys.argv[1:]:
        check(common, choosing)
        return
    told = [(complaint_lines.labelled(side), side == "YES", OWN) for side in ("YES", "NO")]
    own = _columns([*_templates(lambda number: True), *told])
    model = _model(_joined(common, own), choosing)
    weights.SHIPPED.write_text(weights.dumps(model) + "\n", encoding="utf-8")
    sys.stdout.write(f"{model.examples:,} lines, mark {model.mark:.2f}, {weights.SHIPPED.stat().st_size // 1024} KB\n")


def check(common, choosing) -> None:
    sides = {side: training.columns(complaint_lines.labelled(side)) for side in ("YES", "NO")}
    for fold in range(FOLDS):
        model = _model(_joined(common, _columns(_templates(lambda n, fold=fold: n % FOLDS != fold))), choosing)
        others = _templates(lambda n, fold=fold: n % FOLDS == fold)
        raised = {label: [_raised(model, training.columns(lines)) for lines, is_one, _ in others if is_one == label]
                  for label in (True, False)}  # fmt: skip
        told = {side: _raised(model, data) for side, data in sides.items()}
        sys.stdout.write(
            f"fold {fold}: templates not trained on: complaints {np.mean(raised[True]):.3f}, others"
            f" {np.mean(raised[False]):.3f}; the tests' lines: {told['YES']:.3f}, {told['NO']:.3f}\n"
        )


def _raised(model: Model, data) -> float:
    return float((data @ training.vector(model) + model.bias >= model.mark).mean())


def _templates(chosen) -> list[Weighed]:
    return [
        (lines, name == "yes", OWN / len(lines))
        for name in ("yes", "no")
        for lines, number in complaint_lines.own(name)
        if chosen(number)
    ]


def _columns(given: Sequence[Weighed]):
    """(columns, labels, weights) of all lines."""
    lines = [line for part, _, _ in given for line in part]
    wanted = np.concatenate([np.full(len(part), float(label)) for part, label, _ in given])
    return training.columns(lines), wanted, np.concatenate([np.full(len(part), weight) for part, _, weight in given])


def _joined(one, other):
    return vstack([one[0], other[0]]).tocsr(), np.r_[one[1], other[1]], np.r_[one[2], other[2]]


def _model(data, choosing) -> Model:
    columns, wanted, weigh = data
    bias, made = training.fit(columns, wanted, weigh, ridge_runs=RIDGE)
    scores = [part @ made + bias for part in choosing.values()]
    marks = [np.quantile(np.concatenate(scores), 1 - RAISED), *(np.quantile(part, 1 - OF_ONE) for part in scores)]
    return training.model_of(bias, made, float(max(marks)), len(wanted))


if __name__ == "__main__":
    main()
