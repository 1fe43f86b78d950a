"""By when an appeal is answered: so many days from now, at the end of that day's service. Pure."""

from datetime import timedelta

from qunce.community.charter.types import ServiceHours
from qunce.kernel import clock
from qunce.kernel.hours import shifts_on

LONGEST = 30  # days without service after which nobody is waited for any longer


def promised_by(at: int, days: int, hours: ServiceHours) -> int:
    """The end of service on the first day that serves, ``days`` days or more after ``at`` (epoch seconds UTC).

    Holidays and 调休 as the hours say. Where nobody ever serves: the same moment, so many days later.
    """
    first = clock.local_day(at, hours.tz) + timedelta(days=days)
    for day in (first + timedelta(days=n) for n in range(LONGEST)):
        shifts = shifts_on(hours, day)
        if shifts:
            return clock.day_start(day, hours.tz) + max(end for _start, end in shifts) * 60
    return at + days * clock.DAY
