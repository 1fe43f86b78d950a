"""Which questions come up again and again (E1): ``find_repeats``. Pure; numpy and scikit-learn inside."""

from qunce.practice.desk.repeats.find import (
    DAYS,
    KIND,
    Asked,
    Given,
    Repeat,
    Variant,
    find_repeats,
    group_texts,
)

__all__ = ["DAYS", "KIND", "Asked", "Given", "Repeat", "Variant", "find_repeats", "group_texts"]
