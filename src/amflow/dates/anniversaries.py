"""Days that come back every year in the solar calendar, 29 February among them."""

from datetime import date


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def coming(month_day: str, today: date) -> date | None:
    """When a day of the year (`10-15`) comes next, today included; 29 February is kept on 1 March of a common year."""
    month, day = int(month_day[:2]), int(month_day[3:])
    for year in (today.year, today.year + 1):
        found = date(year, 3, 1) if (month, day) == (2, 29) and not is_leap(year) else date(year, month, day)
        if found >= today:
            return found
    return None
