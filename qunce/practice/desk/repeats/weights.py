"""Weights of ``likeness``, written by ``bench/train_desk_repeats.py``: do not edit.

Trained on 61,011 neighbouring pairs of faq_epidemic's train.csv. The data is not part of Qunce;
these are the 13 + 3 weights of two logistic regressions, nothing of its text.
"""

# What a measure is on average and how far it spreads: taken off before weighing.
MEANS = (
    0.4405,  # full
    0.5805,  # subject
    0.5370,  # shared
    0.3011,  # less_missing
    0.8623,  # more_missing
    0.0293,  # same_bag
    0.2647,  # same_asking
    0.4061,  # same_kind
    0.4046,  # kinds_shared
    0.4277,  # other_kind
    0.0110,  # other_number
    0.0504,  # denial
    0.2446,  # length
)
SPREADS = (
    0.1403,  # full
    0.1497,  # subject
    0.1764,  # shared
    0.3127,  # less_missing
    0.4921,  # more_missing
    0.1685,  # same_bag
    0.4412,  # same_asking
    0.4911,  # same_kind
    0.4869,  # kinds_shared
    0.4946,  # other_kind
    0.1044,  # other_number
    0.2188,  # denial
    0.2019,  # length
)
# Step one: the pair by itself.
FIRST = (
    0.8691,  # full
    -0.5175,  # subject
    1.3958,  # shared
    -0.6471,  # less_missing
    0.9279,  # more_missing
    -0.0122,  # same_bag
    -0.0340,  # same_asking
    0.1014,  # same_kind
    0.4358,  # kinds_shared
    -0.2018,  # other_kind
    -0.1913,  # other_number
    -0.1857,  # denial
    -0.7173,  # length
)
FIRST_BASE = -3.3422
# Step two: the pair among its neighbours.
SECOND = (
    0.4715,  # log-odds of step one
    0.3149,  # behind the better side's best
    0.5238,  # behind the other side's best
)
SECOND_BASE = 0.8132
