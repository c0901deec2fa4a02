"""The words of lists, the playbook's or the program's: which option or argument takes which, and its titles."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from amflow import locale, registry
from amflow.locale import N_, NP_, Text, _, listed
from amflow.playbooks.titles import texts, with_others

if TYPE_CHECKING:
    from amflow.playbooks.model import Playbook

LISTS = {
    "--outcome": "outcomes", "--intent": "intents", "--tier": "tiers", "--source": "sources", "--signal": "signals",
    "--segment": "segments", "--pipeline": "pipelines", "--family": "families", "METRIC": "metrics",
    "KEY": "scripts", "--script": "words_used", "--objection": "objections", "--field": "fields",
    "DOCUMENT": "papers", "WHOM": "departments",
    "--set": "credit", "--figure": "metrics", "--channel": "channels", "--service": "services",
    "--risk": "risks", "--aspect": "aspects", "--answer": "questions", "--stage": "stages",
    "message --kind": "categories",
    "campaign --kind": "campaigns", "script --kind": "campaigns",
    "--talk": "playbooks.vocabulary:TALKS", "summary --write": "analysis",
    "campaign --counts": "outreach.campaigns.records:COUNTS",
    "customer --state": "customers.records:STATUSES", "customer --kind": "customers.filters:KINDS",
    "--language": "customers.changes:LANGUAGES",
    "target --period": "playbooks.vocabulary:PERIODS", "target --level": "summary.targets.records:LEVELS",
    "target --into": "commands.summary.targets:INTO", "--step": "playbooks.vocabulary:STEPS",
    "--severity": "callback.cases.records:SEVERITIES", "case --kind": "callback.cases.records:KINDS",
    "case --state": "callback.cases.records:LISTED",
    "--in": "customers.search.records:TITLES", "campaign --state": "outreach.campaigns.records:LISTED",
    "deal STATE": "convert.office.papers:SAID", "deal --state": "convert.deals.records:STATES",
    "task --state": "agenda.tasks.records:STATES", "task --kind": "agenda.tasks.records:KINDS",
    "goal --state": "prep.goals.records:LISTED", "order --state": "callback.orders.records:LISTED",
    "waiting --state": "convert.waiting.records:LISTED", "referral --state": "prospect.referrals.records:LISTED",
    "note --kind": "prep.notes.records:KINDS", "news --kind": "prep.notes.records:KINDS",
    "event --kind": "prep.events.records:KINDS", "import --kind": "prep.events.records:KINDS",
    "CUSTOMER… STATE": "outreach.campaigns.records:STATES",
    "import --as": "files.import_.column_map:names", "export --what": "files.export.export:names",
}  # fmt: skip
"""Options and arguments that take a word of a list, by their own name or by what help calls it, behind their noun where it
means another list elsewhere: the list of the playbook, or where the program's own list stands."""


def names_of(parameter: Any) -> tuple[str, str]:
    """What an option is called (nothing for an argument), and what help calls its value."""
    option = parameter.param_type_name == "option"
    return max(parameter.opts, key=len) if option else "", (parameter.metavar or "").strip("[]….")


def list_of(noun: str, parameter: Any) -> str:
    """The name in `LISTS` of the list that an option or argument of the noun takes a word of; empty for none."""
    called = [one for one in names_of(parameter) if one]
    return next((one for one in (*(f"{noun} {one}" for one in called), *called) if one in LISTS), "")


def of_list(name: str, playbook: Callable[[], "Playbook"]) -> dict[str, Text]:
    """The list that an option or argument takes a word of, with its titles by key; the playbook is read where it is one's."""
    place = LISTS[name]
    if place == "stages":
        return {stage.key: stage.title for pipeline in playbook().pipelines for stage in pipeline.stages}
    if place == "categories":
        return with_others(playbook().categories)
    known = registry.named(place) if ":" in place else getattr(playbook(), place)
    return texts(known() if callable(known) else known)


def in_words(told: str, parameter: Any, path: str) -> str:
    """The help of an option with the words that it takes, where those are a list of the program's own, and its default as lists
    show it; `path` is the command as it is typed. What is shown can be typed."""
    name, default = list_of(" ".join(path.split()[1:2]), parameter), parameter.default
    if ":" not in LISTS.get(name, ""):
        return told
    known = registry.named(LISTS[name])
    titles = texts(known() if callable(known) else known)
    shown = {key: key if locale.current() == "en" else str(title) for key, title in titles.items()}
    meaning, bracket, rest = told.partition("  [")
    told = f"{meaning}{_(': ')}{listed(list(shown.values()))}{bracket}{rest}"
    if not isinstance(default, str):
        return told
    words = _("default: {default}")
    return told.replace(words.format(default=default), words.format(default=shown.get(default, default)))


CALLED = {
    "ADDRESS": N_("address"), "AMOUNT": N_("amount"), "ANSWER": N_("answer"), "ARGS": N_("Arguments"),
    "CAMPAIGN": N_("campaign"), "CASE": N_("case"), "CC": N_("country"), "CCC": N_("currency"),
    "CHANNEL": N_("channel"), "CLASS": N_("risk class"), "COLUMN": N_("column"), "COMMAND": N_("command"),
    "CUSTOMER": N_("customer"), "DATE": N_("date"), "DAY": N_("date"), "DAYS": N_("days"), "DEAL": N_("deal"),
    "DOCUMENT": N_("document"), "EVENT": N_("event"), "FAMILY": N_("family"), "FEED": N_("feed"), "FILE": N_("file"),
    "FINGERPRINT": N_("fingerprint"), "FORM": N_("form"), "GIFT": N_("reward"), "GOAL": N_("goal"),
    "HOLDING": N_("holding"), "HOURS": NP_("that is typed", "hours"), "ITEM": N_("item"), "KEY": N_("key"),
    "KIND": N_("kind"), "LETTERS": N_("letters"), "LEVEL": NP_("that is typed", "level"), "LINE": N_("line"),
    "MAIL": N_("mail"), "MAP": N_("map"), "MESSAGE": N_("message"), "METRIC": N_("metric"), "MINUTES": N_("minutes"),
    "N": NP_("that is typed", "number"), "NAME": N_("name"), "NAMES": N_("names"), "NOTE": N_("note"),
    "NUMBER": NP_("that is typed", "number"), "OBJECTION": N_("objection"), "OPTIONS": N_("Options"),
    "ORDER": N_("order"), "OTHER": N_("the playbook"), "PART": N_("part"), "PERIOD": N_("period"), "PHONE": N_("phone"),
    "PIPELINE": N_("pipeline"), "POINT": N_("point"), "PRICE": N_("price"), "PRODUCT": N_("product"), "REF": N_("ref"),
    "REFERRAL": N_("introduction"), "REFS": N_("ref"), "RESULT": NP_("of a remedy", "result"),
    "ROWS": NP_("that is typed", "rows"), "SCRIPT": N_("script"), "SEGMENT": N_("segment"), "SERIES": N_("series"),
    "SERVICE": N_("service"), "SHELL": N_("shell"), "SIGNAL": N_("signal"), "SOURCE": N_("source"), "STAGE": N_("stage"),
    "STATE": N_("state"), "STEP": N_("step"), "SUMMARY": N_("summary"), "TALK": NP_("that is typed", "talk"),
    "TASK": N_("task"), "TERM": N_("term"), "TEXT": N_("text"), "TIER": N_("tier"), "TIME": NP_("that is typed", "time"),
    "TITLE": N_("title"), "TOPIC": N_("topic"), "VALUE": N_("value"), "WAITING": N_("ref"), "WHAT": N_("what"),
    "WHO": N_("customer"), "WHOM": N_("whom"), "WORD": NP_("that is typed", "word"), "WORDS": N_("words"),
    "YEAR": NP_("that is typed", "year"),
}  # fmt: skip
"""What the words in capitals stand for that help writes in the place of what is typed."""


def called(word: str) -> str:
    """What a word in capitals stands for, in a sentence; empty where it is none of ours."""
    return _(CALLED.get(word, ""))


def in_language(usage: str) -> str:
    """How something is typed, in the language in use: English has capitals for what is to be put in, Chinese has none."""
    if locale.current() == "en":
        return usage
    return re.sub(r"(?<![\w-])[A-Z]+(?![\w-])", lambda found: called(found[0]) or found[0], usage)
