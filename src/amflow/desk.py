"""What every question about a day needs: the book, the playbook, the working days, the settings and the clock."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from amflow.book.store import Book
from amflow.dates.workdays import WorkCalendar
from amflow.playbooks.model import Playbook
from amflow.records import NamedTuple
from amflow.settings import Settings

if TYPE_CHECKING:
    from amflow.dates.date_words import When
    from amflow.dates.frame import Manner
    from amflow.dates.workdays import WorkHours


class Desk(NamedTuple):
    """The account manager's desk on one day."""

    book: Book
    playbook: Playbook
    calendar: WorkCalendar
    settings: Settings
    now: datetime
    ahead: bool = False
    """Whether a day is asked about that is read of before it has come: the plan of tomorrow."""

    @property
    def today(self) -> date:
        """The day that is asked about."""
        return self.now.date()

    @property
    def clock(self) -> str:
        """The local time, `HH:MM`."""
        return f"{self.now.hour:02}:{self.now.minute:02}"

    def ago(self, day: date) -> str:
        """How far off the day is, in words that are true when they are read: of a day ahead its date, for “yesterday” would
        be today's while the day is planned."""
        from amflow.dates.format import ago, short

        return short(day, self.today) if self.ahead else ago(day, self.today)

    def day(self, words: str, *, behind: bool = False) -> date:
        """The day that the words name, as one says it at this desk: a day without its year or week lies ahead, or
        `behind` where it is of something that has been. Raises Usage."""
        from amflow.dates.date_words import day

        return day(words, self.now, self.calendar, self.manner(behind))

    def when(self, words: str, *, behind: bool = False) -> "When":
        """The day that the words name, and the time if they name one, as `day` does. Raises Usage."""
        from amflow.dates.date_words import when

        return when(words, self.now, self.calendar, self.manner(behind))

    def due(self, words: str) -> "When":
        """The same of what is to be done then, which is work (`frame.Manner.worked`). Raises Usage."""
        from amflow.dates.date_words import when

        return when(words, self.now, self.calendar, self.manner()._replace(worked=True))

    def is_hour(self, words: str) -> bool:
        """Whether the words say an hour and no day."""
        from amflow.dates.date_words import parts

        said = parts(words, self.now, self.calendar, self.manner())
        return said is not None and said.day is None and said.time is not None

    def manner(self, behind: bool = False) -> "Manner":
        """How days are written and meant at this desk."""
        from amflow.dates.frame import manner

        hours = self.hours
        return manner(self.settings.country, behind=behind)._replace(begins=hours.begins, ends=hours.ends)

    @property
    def hours(self) -> "WorkHours":
        """The working hours of a day: as set, else the blocks of the timed day; the gaps between them are breaks."""
        from amflow.dates.workdays import of_stretches

        said = [stretch.split("-") for stretch in self.settings.work_hours.split()]
        stretches = [(start, end) for start, end in said] or [(one.start, one.end) for one in self.playbook.blocks]
        return of_stretches(stretches, self.calendar)
