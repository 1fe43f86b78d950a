"""What the doctor asks the desk: whether the reply clock still knows the holidays."""

from collections.abc import Iterator

from qunce.kernel import clock, holidays
from qunce.kernel.diagnosis import Finding, check, note, warning
from qunce.kernel.i18n import N_

ANNOUNCED = 11  # next year's days are announced in November


@check("desk.holidays", N_("Public holidays"))
def holidays_known() -> Iterator[Finding]:
    """Past the table's end deadlines follow plain weekdays; in the last weeks before, there is time to do something."""
    today, until = clock.local_day(clock.timestamp()), holidays.china().known_until
    if today > until:
        yield warning(
            N_("Public holidays are known until %(day)s: deadlines follow plain weekdays now"),
            N_("Update Qunce, or add the year to qunce/kernel/holidays/data/china.json"),
            day=until.isoformat(),
        )
    elif today.year == until.year and today.month >= ANNOUNCED:
        yield note(
            N_("Public holidays are known until %(day)s; after that, deadlines follow plain weekdays"),
            N_("The next year is announced in November: update Qunce before January"),
            day=until.isoformat(),
        )
