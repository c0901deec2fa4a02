"""What every question about a day needs: the book, the playbook, the working days, the settings and the clock."""

from datetime import date, datetime
from typing import NamedTuple

from amflow.book.store import Book
from amflow.calendars.workdays import WorkCalendar
from amflow.playbooks.model import Playbook
from amflow.settings import Settings


class Desk(NamedTuple):
    """The account manager's desk on one day."""

    book: Book
    playbook: Playbook
    calendar: WorkCalendar
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """The day that is asked about."""
        return self.now.date()

    @property
    def clock(self) -> str:
        """The local time, `HH:MM`."""
        return self.now.strftime("%H:%M")
