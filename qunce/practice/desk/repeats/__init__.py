"""Which questions come up again and again (E1): ``find_repeats``. Pure; the grouping is given, ``limited`` has it."""

from qunce.practice.desk.repeats.find import (
    DAYS,
    KIND,
    Asked,
    Given,
    Grouped,
    Part,
    Repeat,
    Variant,
    find_repeats,
)

__all__ = ["DAYS", "KIND", "Asked", "Given", "Grouped", "Part", "Repeat", "Variant", "find_repeats"]
