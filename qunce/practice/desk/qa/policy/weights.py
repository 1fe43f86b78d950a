"""Weights of ``measures``, written by ``bench/train_qa.py``: do not edit.

Trained on 3,427 questions and 8,747 labelled pairs of faq_epidemic's train.csv. The data is not part of
Qunce; these are the weights of two regressions, nothing of its text.
"""

# Which of the wordings found for a question is nearest.
RANK = (
    0.4571,  # shared
    -2.0939,  # less_missing
    -0.9912,  # more_missing
    3.2109,  # asked_covered
    7.1555,  # asked_terms
    1.7067,  # entry_terms
    0.0689,  # same_bag
    0.0000,  # same_asking
    0.4644,  # same_kind
    -0.5243,  # other_kind
    0.1055,  # same_want
    0.6759,  # same_yes_no
    -1.3252,  # other_number
    -0.1846,  # half_number
    -0.0542,  # denial
    -2.1399,  # apart
    -1.1896,  # half_side
    -1.2775,  # length
    1.4766,  # prefix
    0.0000,  # same_key
)
# Taken off the rank of a pair that a rule keeps apart.
APART = 0.0000
# Whether a pair asks the same.
SAME = (
    0.1889,  # shared
    -1.3776,  # less_missing
    -0.2399,  # more_missing
    1.0020,  # asked_covered
    0.0000,  # asked_terms
    2.6016,  # entry_terms
    0.7954,  # same_bag
    0.4752,  # same_asking
    0.5835,  # same_kind
    -1.0358,  # other_kind
    0.3842,  # same_want
    1.1471,  # same_yes_no
    -0.5355,  # other_number
    0.0000,  # half_number
    -0.7859,  # denial
    -1.4572,  # apart
    -0.5502,  # half_side
    -0.9939,  # length
    0.0000,  # prefix
    0.3077,  # same_key
)
SAME_BASE = -3.6213
