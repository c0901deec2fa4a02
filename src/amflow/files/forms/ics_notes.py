"""What a person should know of how a calendar was read."""

from collections.abc import Iterator

from amflow.locale import listed, ngettext


def of(series: int, by_moon: int, over: int, most: int) -> Iterator[str]:
    """What a person should know of how it was read."""
    if series:
        yield ngettext(
            "{n} appointment recurs: its dates of the coming year are taken, {most} at most",
            "{n} appointments recur: their dates of the coming year are taken, {most} at most of each",
            series,
        ).format(most=most)
    if by_moon:
        yield ngettext(
            "{n} of them goes by the lunar calendar: it is taken on the day on which it falls",
            "{n} of them go by the lunar calendar: they are taken on the days on which they fall",
            by_moon,
        )
    if over:
        yield ngettext("{n} appointment is over: left out", "{n} appointments are over: left out", over)


def of_zones(unknown: list[str]) -> Iterator[str]:
    """Whose hours may be those of another place."""
    if unknown:
        yield ngettext(
            "{n} appointment is in a time zone that is not known: its hour is taken as one here ({zones})",
            "{n} appointments are in time zones that are not known: their hours are taken as ones here ({zones})",
            len(unknown),
        ).format(zones=listed(list(dict.fromkeys(unknown))[:3]))
