"""Scripts as a list and as they are read aloud; and the words of scripts and messages: a short text from its template,
in the sandbox, the person's own folder winning by name.

A variable without a value is a hole: it stands in the text as `{me.name}` and is said by name. A variable that there is
not is a mistake of the template, with file and line. A template is compiled once, however many messages it makes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from amflow import locale
from amflow.book.values import harmless
from amflow.dates.format import MONTHS_EN
from amflow.documents import template_limits, templates
from amflow.errors import NotFound
from amflow.locale import N_, _, listed
from amflow.outreach.scripts.records import VARIABLES, TemplateText
from amflow.playbooks.vocabulary import STEPS
from amflow.shell.screen import Span
from amflow.shell.views import ItemView, ListColumn, ListView

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from amflow.outreach.scripts.records import Spoken
    from amflow.outreach.scripts.used import Success
    from amflow.playbooks.model import Script
    from amflow.settings import Settings
    from amflow.shell.screen import Screen

HINT = N_("docs/messages.md lists what a template may say")

LANGUAGES = {"en": N_("English"), "zh": N_("Chinese")}


class Speaker:
    """Makes texts of templates. Jinja is loaded with the first of them."""

    def __init__(self, settings: "Settings", today: date) -> None:
        self._settings = settings
        self._today = today
        self._missing: list[str] = []
        self._endless: dict[str, template_limits.Endless] = {}
        self._made: ImmutableSandboxedEnvironment | None = None

    def __call__(self, template: str, language: str, values: dict[str, Any]) -> TemplateText:
        """The text of `template` (`message/t10`) in the language. Raises Unusable with the template's file and line,
        NotFound where there is none in that language."""
        # A script is read by the one who says it, in whatever language it is there; a message is for the customer.
        languages = dict.fromkeys([language, *LANGUAGES]) if template.startswith("script/") else [language]
        names = [f"{template}.{one}.txt" for one in languages]
        name = names[0]
        self._missing.clear()
        given = {key: SpokenRecord(key, value) if isinstance(value, dict) else value for key, value in values.items()}
        with templates.blamed(name, _(HINT)), template_limits.in_time(template_limits.SECONDS_OF_A_MESSAGE):
            words = self._template(names, language)
        with templates.blamed(words.filename or name, _(HINT)):
            text = self._within_limits(name, words.generate(given), language)
        lines = [line.rstrip() for line in text.strip().splitlines()]
        return TemplateText("\n".join(lines), tuple(dict.fromkeys(self._missing)))

    def _within_limits(self, name: str, pieces: Iterator[str], language: str) -> str:
        """The text; a template that went on for ever for one customer is not waited for again for the next. Raises Endless."""
        if name in self._endless:
            raise self._endless[name]
        try:
            with locale.speaking(language):
                return template_limits.whole(pieces, template_limits.SECONDS_OF_A_MESSAGE)
        except template_limits.Endless as error:
            self._endless[name] = error
            raise

    def _template(self, names: list[str], language: str) -> Any:
        import jinja2

        name = names[0]
        try:
            return self._environment.select_template(names)
        except jinja2.TemplatesNotFound as error:
            said = _("there is no template {name} in {language}")
            raise NotFound(
                said.format(name=name.partition(".")[0], language=_(LANGUAGES[language])),
                _("put one into {path}").format(path=self._settings.templates / name),
            ) from error

    @property
    def _environment(self) -> "ImmutableSandboxedEnvironment":
        if self._made is None:
            made = templates.environment("txt", self._settings.templates, self._today)
            made.undefined = _holes(self._missing)
            made.finalize = self._said
            self._made = made
        return self._made

    def _said(self, value: Any) -> str:
        """A value in a sentence; a day as people say it, with its year where that is another one."""
        if isinstance(value, date):
            return _day(value, self._today)
        return "" if value is None else harmless(str(value))


class SpokenRecord(dict[str, Any]):
    """The values of one thing, which knows its own name: for saying which of them is missing."""

    def __init__(self, name: str, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._name = name


def _day(day: date, today: date) -> str:
    if locale.current() == "zh":
        return f"{day.year}年{day.month}月{day.day}日" if day.year != today.year else f"{day.month}月{day.day}日"
    words = f"{day.day} {MONTHS_EN[day.month - 1]}"
    return f"{words} {day.year}" if day.year != today.year else words


def _holes(missing: list[str]) -> Any:
    """What a variable without a value is in a template."""
    import jinja2

    # The customer reads the text, the person at the desk what is wrong with it.
    desk = locale.current()

    class Hole(jinja2.StrictUndefined):
        """Says its name, notes it as missing, and is no to an `if`; of an unknown variable it is an error."""

        @property
        def _path(self) -> str:
            above = self._undefined_obj
            front = above._path if isinstance(above, Hole) else getattr(above, "_name", "")
            return f"{front}.{self._undefined_name}" if front else str(self._undefined_name)

        @property
        def _undefined_message(self) -> str:
            with locale.speaking(desk):
                words = _("“{name}” has no value") if self._known() else _("there is no variable “{name}”")
            return words.format(name=self._path)

        def _known(self) -> bool:
            return any(name == self._path or name.startswith(f"{self._path}.") for name in VARIABLES)

        def _said(self) -> str:
            if not self._known():
                self._fail_with_undefined_error()
            missing.append(self._path)
            return f"{{{self._path}}}"

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return self[name]

        def __getitem__(self, name: Any) -> Any:
            return Hole(obj=self, name=str(name))

        def __str__(self) -> str:  # type: ignore[override]
            return self._said()

        def __bool__(self) -> bool:  # type: ignore[override]
            if not self._known():
                self._fail_with_undefined_error()
            return False

    return Hole


def words(template: str, language: str, values: dict[str, Any], settings: "Settings", today: date) -> TemplateText:
    """One text. Raises as `Speaker` does."""
    return Speaker(settings, today)(template, language, values)


# As they are shown

SCRIPTS = (
    ListColumn("key", N_("key"), "ref"),
    ListColumn("family", N_("family"), "dim"),
    ListColumn("step", N_("step"), "dim", say=lambda one: _(STEPS[one.step])),
    ListColumn("title", N_("what for")),
)


def listing(found: Sequence["Script"], families: dict[str, str], success: "Sequence[Success]") -> ListView:
    """The playbook's scripts; `families` are the titles of theirs by key. What came of a family stands beside each of its
    scripts."""
    counts = {one.key: one for one in success}

    def count(key: str, title: str) -> ListColumn:
        return ListColumn(
            key,
            title,
            "right",
            not counts,
            lambda script: getattr(counts.get(script.family), key, 0),
            lambda n: str(n or ""),
        )

    said = [
        one._replace(say=lambda script: families.get(script.family, script.family)) if one.key == "family" else one
        for one in SCRIPTS
    ]
    said += [count("used", N_("used")), count("next", N_("next step")), count("won", N_("won since"))]
    foot = [_("used, and what came of it: of the whole family, in all talks")] if counts else []
    foot += [_("amflow script show {key} --for CUSTOMER says it to somebody").format(key=one.key) for one in found[:1]]
    return ListView("scripts", said, found, empty=_("this playbook has no scripts"), foot=foot)


def spoken(said: "Spoken", text: str, unset: Sequence[str], missing: Sequence[str] = ()) -> ItemView:
    """A script's words, what may be said against it, and what the settings leave open."""
    customer = said.customer
    item = {
        "key": said.script.key,
        "title": said.script.title,
        "customer": f"c{customer['id']}" if customer is not None else None,
        "wish": said.wish,
        "text": text,
        "missing": list(missing),
        "objections": [
            {"key": one.key, "says": str(one.says), "answer": str(one.answer)} for one in said.script.objections
        ],
    }
    whom = f"  {customer['name']} (c{customer['id']})" if customer is not None else ""
    return SpokenView(item, [Span(str(said.script.title), "title"), Span(whom, "ref")], unset)


class SpokenView(ItemView):
    """A script as it is read aloud: paragraphs, not a table."""

    def __init__(self, item: dict[str, Any], title: Sequence[Span | str], unset: Sequence[str]) -> None:
        super().__init__("script", item, [], title=title)
        self.unset = unset

    def rows(self) -> Iterable[tuple[Any, ...]]:
        """The words alone, a line a line: for the clipboard."""
        for line in self.item["text"].splitlines():
            yield (line,)

    def draw(self, screen: "Screen") -> None:
        """The words, then what they may say against it."""
        screen.line(*self.title)
        for line in self.item["text"].splitlines():
            screen.line(line, indent=2, wrap=True)
        for one in self.item["objections"]:
            screen.blank()
            screen.line(Span(_("“{says}”").format(says=one["says"]), "quote"), indent=2, wrap=True)
            screen.line(one["answer"], indent=4, wrap=True)
        if self.item["missing"]:
            screen.blank()
            said = _("not known: {names}").format(names=listed(tuple(self.item["missing"])))
            screen.line(Span(said, "late"), indent=2, wrap=True)
        if self.unset:
            names = listed(tuple(self.unset))
            screen.blank()
            screen.line(
                Span(
                    _("not set yet: {names} (amflow config set {first} …)").format(names=names, first=self.unset[0]),
                    "dim",
                ),
                wrap=True,
            )
