"""The settings: one table says each one's name, type, default and meaning. Flag > environment > file > default.

The file is `config.toml` in the platform's configuration folder; each setting has an environment variable of its own.
"""

import os
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from amflow import locale
from amflow.errors import AmflowError, Unusable, Usage
from amflow.locale import N_, _, of_system
from amflow.records import NamedTuple


class Setting(NamedTuple):
    """One setting: its type is that of its default; `choices` closes it."""

    name: str
    default: str | int | bool
    choices: tuple[str, ...]
    sentence: str

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"AMFLOW_{self.name.upper()}"


TABLE = (
    Setting("lang", "", ("en", "zh"), N_("the language: en or zh; by itself that of the system")),
    Setting("book", "", (), N_("the file of the book; by itself in the platform's data folder")),
    Setting("playbook", "securities-branch", (), N_("the playbook of a new book")),
    Setting("currency", "CNY", (), N_("the currency of amounts, as its three letters")),
    Setting(
        "country",
        "CN",
        (),
        N_("whose holidays and phones: CN, none (Monday to Friday), or another country: HK, US, DE-BY"),
    ),
    Setting(
        "lunar_leap",
        "plain",
        ("plain", "only"),
        N_("a birthday in a leap month, in years without it: plain, the month of that number; only, none"),
    ),
    Setting(
        "lunar_30th",
        "29th",
        ("29th", "next"),
        N_("a lunar birthday on the 30th, where the month has 29 days: 29th, or next, the day after it"),
    ),
    Setting("name", "", (), N_("your name, as scripts and messages say it")),
    Setting("firm", "", (), N_("your firm, as scripts and messages say it")),
    Setting("branch", "", (), N_("your branch or territory, as scripts and messages say it")),
    Setting("day_minutes", 450, (), N_("the minutes of a working day that the plan may fill")),
    Setting("work_hours", "", (), N_("the hours worked, as 08:30-12:00 13:30-17:30; by itself the playbook's blocks")),
    Setting(
        "register",
        "playbook",
        ("playbook", "on"),
        N_("whether the book keeps an access log and can be locked: on, or as the playbook says"),
    ),
    Setting("visit_minutes", 45, (), N_("the minutes the plan gives a visit, without the way")),
    Setting("travel_minutes", 15, (), N_("the minutes the plan gives the way to a visit")),
    Setting("call_minutes", 15, (), N_("the minutes the plan gives a call")),
    Setting("task_minutes", 30, (), N_("the minutes the plan gives anything else")),
    Setting("weigh_appointment", 200, (), N_("points of urgency in the plan for an appointment")),
    Setting("weigh_case", 70, (), N_("points of urgency in the plan for a case whose clock runs")),
    Setting("weigh_promise", 60, (), N_("points of urgency in the plan for a promise")),
    Setting("weigh_cycle", 45, (), N_("points of urgency in the plan for a visit that the cycle has on the day")),
    Setting("weigh_delivery", 50, (), N_("points of urgency in the plan for a delivery that is due")),
    Setting("weigh_rule", 40, (), N_("points of urgency in the plan for what a rule makes due")),
    Setting("weigh_date", 35, (), N_("points of urgency in the plan for a birthday, or papers that expire")),
    Setting("weigh_late", 30, (), N_("points of urgency in the plan for being past its last day")),
    Setting(
        "weigh_last_day", 25, (), N_("points of urgency in the plan for its last day being the day or the next one")
    ),
    Setting("weigh_task", 25, (), N_("points of urgency in the plan for a task")),
    Setting("weigh_chase", 22, (), N_("points of urgency in the plan for chasing what others owe")),
    Setting("weigh_deal", 20, (), N_("points of urgency in the plan for a deal gone quiet, or about to close")),
    Setting("weigh_messages", 20, (), N_("points of urgency in the plan for the queue of messages")),
    Setting("weigh_lead", 15, (), N_("points of urgency in the plan for a new lead")),
    Setting("weigh_carried", 15, (), N_("points of urgency in the plan for having been planned before and not done")),
    Setting("weigh_campaign", 12, (), N_("points of urgency in the plan for being on the list of a campaign")),
    Setting("weigh_goal", 10, (), N_("points of urgency in the plan for an own goal whose day nears")),
    Setting("weigh_tier", 6, (), N_("points of urgency in the plan for each rank of the customer's tier")),
    Setting("weigh_waited", 2, (), N_("points of urgency in the plan for each day it has waited, up to 30 points")),
    Setting(
        "weigh_amount",
        1,
        (),
        N_("points of urgency in the plan for each digit of what a deal should bring, beyond the second"),
    ),
    Setting("worth_quiet", 125, (), N_("what a deal gone quiet counts for among those that bring most, of a hundred")),
    Setting("worth_planned", 50, (), N_("what a deal counts for there for which something is planned, of a hundred")),
    Setting("worth_waiting", 50, (), N_("what a deal counts for there that somebody else has, of a hundred")),
    Setting("get_to_know", 5, (), N_("how many people of whom no talk is known the day brings up at once")),
    Setting("learn_also", "", (), N_("personal fields learnt from too: marital age; unfair, in places unlawful")),
    Setting("referral_days", 180, (), N_("who was asked for an introduction is left alone for so many days")),
    Setting(
        "keep_key",
        "system",
        ("system", "session", "never"),
        N_("where the key of an encrypted book is kept: the system's keyring; session, until you log out; never"),
    ),
    Setting(
        "passphrase_file", "", (), N_("the file with the passphrase of an encrypted book, where nobody can type it")
    ),
    Setting("copies", "daily", ("daily", "never"), N_("keep a copy of the book each day, before the first writing")),
    Setting(
        "share",
        "ask",
        ("ask", "masked", "plain"),
        N_("names in reports written to a file: ask (masked where nobody can answer), masked, or plain"),
    ),
    Setting(
        "ask_next",
        "unsaid",
        ("unsaid", "always"),
        N_("ask for the next step of a talk: unsaid, where no note was typed; always, where none was said"),
    ),
    Setting("attachment_mb", 20, (), N_("how large a file may be that is attached to a deal's papers, in megabytes")),
    Setting("messages_day", 0, (), N_("at most so many messages to one customer a day; 0: as the playbook says")),
    Setting("messages_week", 0, (), N_("at most so many messages to one customer a week; 0: as the playbook says")),
    Setting("messages_month", 0, (), N_("at most so many messages to one customer a month; 0: as the playbook says")),
    Setting(
        "message_parts", 2, (), N_("how many SMS a message may take: 70 characters of Chinese each, 160 of English")
    ),
    Setting("busy_seconds", 20, (), N_("how long to wait while another program writes the book")),
)

FILES = ("book", "passphrase_file")
"""The settings that name a file."""

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_STRETCH = f"{_CLOCK}-{_CLOCK}"

NAMES = {setting.name: setting for setting in TABLE}


class Folders(NamedTuple):
    """Where the platform keeps what: each of them may not exist yet."""

    config: Path
    data: Path
    cache: Path
    state: Path


_XDG = (
    ("XDG_CONFIG_HOME", ".config"),
    ("XDG_DATA_HOME", ".local/share"),
    ("XDG_CACHE_HOME", ".cache"),
    ("XDG_STATE_HOME", ".local/state"),
)


def folders() -> Folders:
    """The platform's folders for amflow (XDG on Linux)."""
    home = os.environ.get("HOME", "")
    if sys.platform == "linux" and home.startswith("/"):
        # What platformdirs says there too, as a test holds; loading it takes a twentieth of a command.
        said = ((os.environ.get(name, ""), place) for name, place in _XDG)
        return Folders(
            *((Path(path) if path.startswith("/") else Path(home, place)) / "amflow" for path, place in said)
        )
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("amflow", appauthor=False)
    return Folders(
        Path(dirs.user_config_dir), Path(dirs.user_data_dir), Path(dirs.user_cache_dir), Path(dirs.user_state_dir)
    )


def path_of(text: str) -> Path:
    """The path that was typed, `~` and `~name` put in full. Raises Usage where there is no such home."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        home = text.partition("/")[0]
        raise Usage(_("there is no home folder {home}").format(home=home), _("write the path in full")) from None


class Settings:
    """What is set, from the three places; read through attributes: `settings.currency`."""

    def __init__(self, values: dict[str, Any], places: dict[str, str], where: Folders) -> None:
        self._values = values
        self.places = places
        """For each setting where its value comes from: `environment`, `file` or `default`."""
        self.folders = where

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def file(self) -> Path:
        """The settings file, there or not."""
        return self.folders.config / "config.toml"

    @property
    def language(self) -> str:
        """`en` or `zh`: as set, else the system's."""
        return self._values["lang"] or locale.of_the_system()

    @property
    def book_file(self) -> Path:
        """The book's file, as set or in the data folder."""
        return path_of(self._values["book"]) if self._values["book"] else self.folders.data / "book.db"

    @property
    def days_file(self) -> Path:
        """The person's own days off and worked, there or not."""
        return self.folders.config / "days.csv"

    @property
    def feeds_file(self) -> Path:
        """The list of news feeds, there or not."""
        return self.folders.config / "feeds.txt"

    @property
    def news_cache(self) -> Path:
        """The folder with the last copy of each feed."""
        return self.folders.cache / "news"

    @property
    def forbidden_file(self) -> Path:
        """The person's own list of words that no message may hold, there or not."""
        return self.folders.config / "forbidden.txt"

    @property
    def playbooks(self) -> Path:
        """The folder of the person's own playbooks."""
        return self.folders.config / "playbooks"

    @property
    def templates(self) -> Path:
        """The folder of the person's own templates."""
        return self.folders.config / "templates"


class SettingLine(NamedTuple):
    """A setting as the list shows it: `place` is where its value comes from."""

    name: str
    value: str | int | bool
    place: str
    variable: str
    sentence: str


def listed(settings: Settings) -> list[SettingLine]:
    """Every setting, in the order of the table."""
    return [line(settings, setting) for setting in TABLE]


def line(settings: Settings, setting: Setting) -> SettingLine:
    """One setting as it is now."""
    value = getattr(settings, setting.name)
    return SettingLine(setting.name, value, settings.places[setting.name], setting.variable, _(setting.sentence))


def load(environ: dict[str, str] | None = None, mistakes: list[AmflowError] | None = None) -> Settings:
    """Read the settings. Raises Unusable when the file is not TOML, has an unknown key or a value of the wrong type;
    with a list for `mistakes` they go there, and the defaults count: whoever mends the settings must be let in."""
    environment = os.environ if environ is None else environ
    where = folders()
    values: dict[str, Any] = {setting.name: setting.default for setting in TABLE}
    places = {setting.name: "default" for setting in TABLE}

    def take(name: str, place: str, value: Callable[[], Any]) -> None:
        try:
            values[name], places[name] = value(), place
        except AmflowError as error:
            if mistakes is None:
                raise
            mistakes.append(error)

    path = where.config / "config.toml"
    try:
        table = read_file(path)
    except AmflowError as error:
        if mistakes is None:
            raise
        mistakes.append(error)
        table = {}
    for name, said in table.items():
        take(name, "file", partial(_from_file, path, name, said))
    for setting in TABLE:
        if text := environment.get(setting.variable):
            take(setting.name, "environment", partial(parse, setting, text, setting.variable))
    return Settings({name: values[name] for name in NAMES}, places, where)


def parse(setting: Setting, text: str, where: str) -> str | int | bool:
    """The text as a value of that setting; `where` names its place in the refusal. Raises Usage."""
    if isinstance(setting.default, int):
        if not text.isascii() or not text.isdigit() or len(text) > 6:
            raise Usage(
                _("{where}: “{text}” is not a whole number").format(where=where, text=text),
                _("such as 30; at most six digits"),
            )
        return int(text)
    return _checked(setting, text, where)


def _checked(setting: Setting, text: str, where: str) -> str:
    if setting.choices and text not in setting.choices:
        raise Usage(
            _("{where}: “{text}” is not possible").format(where=where, text=text),
            _("one of: {choices}").format(choices=", ".join(setting.choices)),
        )
    if setting.name in FILES:
        path_of(text)
    if setting.name == "country" and not re.fullmatch(r"none|[A-Z]{2}(-[A-Z0-9]{1,4})?", text):
        raise Usage(
            _("{where}: “{text}” is not a country").format(where=where, text=text),
            _("two letters: CN, HK, SG, US, DE, DE-BY; none is Monday to Friday"),
        )
    if setting.name == "work_hours" and not _are_hours(text):
        raise Usage(
            _("{where}: “{text}” are no hours").format(where=where, text=text), _("such as 08:30-12:00 13:30-17:30")
        )
    if setting.name == "currency" and not (len(text) == 3 and text.isascii() and text.isupper()):
        raise Usage(
            _("{where}: “{text}” is not a currency").format(where=where, text=text), _("three letters: CNY, USD, EUR")
        )
    return text


def _are_hours(text: str) -> bool:
    """Whether the text is empty, or stretches of a day that each end later than they begin."""
    if not re.fullmatch(rf"({_STRETCH}( {_STRETCH})*)?", text):
        return False
    return all(start < end for start, end in (stretch.split("-") for stretch in text.split()))


def named(name: str) -> Setting:
    """The setting with this name. Raises Usage with the nearest one."""
    found = NAMES.get(name)
    if found is None:
        raise Usage(_("there is no setting “{name}”").format(name=name), _nearest(name))
    return found


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, NAMES, 1)
    return _("did you mean {name}?").format(name=near[0]) if near else _("amflow config list shows them all")


def read_file(path: Path) -> dict[str, Any]:
    """What stands in the settings file, unchecked; nothing where it is not there. Raises Unusable."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unusable(
            _("{path} cannot be read: {why}").format(path=path, why=of_system(error)),
            _("look at the path, and at who may read and write there"),
        ) from error
    if not text.strip():
        return {}
    from tomllib import TOMLDecodeError

    from amflow.toml import loads

    try:
        return loads(text.decode())
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unusable(
            _("{path} is not TOML: {why}").format(path=path, why=error), _("mend the line it names")
        ) from error


def _from_file(path: Path, name: str, value: Any) -> str | int | bool:
    """A value of the settings file, checked. Raises Unusable."""
    if name not in NAMES:
        raise Unusable(_("{path}: there is no setting “{name}”").format(path=path, name=name), _nearest(name))
    setting = NAMES[name]
    if type(value) is not type(setting.default):
        kind = _("a number") if isinstance(setting.default, int) else _("a text in quotes")
        raise Unusable(
            _("{path}: {name} should be {kind}").format(path=path, name=name, kind=kind),
            _("mend that line of the file"),
        )
    try:
        return parse(setting, str(value), name)
    except Usage as error:
        raise Unusable(f"{path}: {error.message}", error.hint) from error
