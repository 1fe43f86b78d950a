"""Weights of ``likeness``, written by ``bench/train_desk_repeats.py``: do not edit.

Trained on 61,745 neighbouring pairs of faq_epidemic's train.csv. The data is not part of Qunce;
these are the 13 + 3 weights of two logistic regressions, nothing of its text.
"""

# What a measure is on average and how far it spreads: taken off before weighing.
MEANS = (
    0.4434,  # full
    0.5776,  # subject
    0.5377,  # shared
    0.3062,  # less_missing
    0.8579,  # more_missing
    0.0286,  # same_bag
    0.2664,  # same_asking
    0.4046,  # same_kind
    0.4053,  # kinds_shared
    0.4270,  # other_kind
    0.0111,  # other_number
    0.0539,  # denial
    0.2395,  # length
)
SPREADS = (
    0.1377,  # full
    0.1486,  # subject
    0.1755,  # shared
    0.3121,  # less_missing
    0.4865,  # more_missing
    0.1668,  # same_bag
    0.4421,  # same_asking
    0.4909,  # same_kind
    0.4857,  # kinds_shared
    0.4946,  # other_kind
    0.1046,  # other_number
    0.2259,  # denial
    0.1970,  # length
)
# Step one: the pair by itself.
FIRST = (
    0.7290,  # full
    -0.4715,  # subject
    1.6410,  # shared
    -0.5852,  # less_missing
    1.1118,  # more_missing
    -0.0562,  # same_bag
    0.0229,  # same_asking
    0.1284,  # same_kind
    0.3754,  # kinds_shared
    -0.2275,  # other_kind
    -0.1811,  # other_number
    -0.2017,  # denial
    -0.8804,  # length
)
FIRST_BASE = -3.4162
# Step two: the pair among its neighbours.
SECOND = (
    0.4491,  # log-odds of step one
    0.3146,  # behind the better side's best
    0.5692,  # behind the other side's best
)
SECOND_BASE = 0.8368
