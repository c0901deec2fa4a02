"""What was typed differently in the version before: it works for one version more, with a line on stderr that names what is
typed now, and stands in no help, list or completion. A command line is put into today's words before anything reads it.

To let go of it: take out this file, its test, and the line in `shell/app.py` that asks it.
"""

from collections.abc import Callable, Mapping

VALUED = ("--on", "--book")
"""Options that may stand before the command, and have a value."""

COMMANDS: Mapping[str, str] = {
    "customer duplicates": "customer merge",
    "customer unanswered": "customer ask",
    "customer answers": "customer ask --show",
    "customer qualify": "customer upgrade",
    "customer leave": "customer unlink",
    "deal answer": "waiting answer",
    "waiting answered": "waiting answer",
    "holding import": "import --as holding",
    "event import": "import --as event",
    "target import": "import --as target",
    "calendar import": "import --as calendar",
    "calendar show": "calendar",
    "figure add": "target measure",
    "figure list": "target measure",
    "figure remove": "target measure --drop",
    "review set": "target explain",
    "review list": "target explain",
    "satisfaction add": "callback score",
    "satisfaction show": "callback score",
    "satisfaction list": "callback score --full",
    "visit sheet": "visit",
    "completion install": "config completion",
    "completion show": "config completion --dry-run",
}
"""The words of a command, by those of before."""

OPTIONS: Mapping[str, str] = {
    "brief": "--variables=--fields",
    "calendar import": "--year=--covers",
    "callback": "--all=--full",
    "callback do": "--by=--talk",
    "campaign add": "--until=--to",
    "campaign edit": "--until=--to",
    "campaign list": "--all=--state=all",
    "campaign mark": "--count=--units",
    "campaign split": "--anyway=--force",
    "case answer": "--by=--talk",
    "case edit": "--about=--product",
    "case escalate": "--to=--whom",
    "case open": "--by=--talk --about=--product",
    "case report": "--to=--whom",
    "case resolve": "--by=--talk",
    "convert": "--all=--full",
    "customer ask": "--page=--file",
    "customer link": "--as=",
    "customer list": "--by=--referrer --status=--state",
    "customer upgrade": "--to=--tier",
    "deal advance": "--to=--stage",
    "deal papers": "--file=--document",
    "deal told": "--by=--talk",
    "demo": "--to=--output --trade=--playbook",
    "event add": "--until=--to",
    "event edit": "--until=--to --date=--at",
    "export": "--customer=--for",
    "figure add": "--day=--at",
    "goal add": "--by=--due",
    "goal edit": "--by=--due",
    "holding list": "--matures=--within",
    "holding sell": "--day=--at",
    "import": "--date=--dates",
    "init": "--trade=--playbook",
    "lead add": "--by=--referrer --from=--colleague",
    "lead list": "--by=--referrer",
    "log-reception": "--for=--service",
    "meeting comment": "--who=--by",
    "message edit": "--text=",
    "message export": "--overwrite=--force",
    "message queue": "--all=--full",
    "message sent": "--from=--file",
    "news": "--topic=--find",
    "note add": "--date=--at",
    "note edit": "--date=--at",
    "note list": "--since=--from",
    "order deliver": "--day=--at",
    "outreach": "--all=--full",
    "plan": "--all=--full --edit=--editor --why=--explain --review=--history --for=",
    "prep": "--all=--full",
    "product price": "--day=--at",
    "prospect": "--all=--full",
    "referral list": "--by-post=--post",
    "review set": "--by=--due",
    "satisfaction add": "--why=--note",
    "satisfaction list": "--for=",
    "script list": "--campaign=--kind",
    "summary": "--variables=--fields --show=",
    "target remove": "--customer=--for",
    "target set": "--customer=--for",
    "target split": "--customer=--for",
    "task add": "--promised=--told",
    "task list": "--until=--to",
}
"""What an option of a command is called now, by the command as it was called; with nothing behind the sign its value is typed
without an option, at the end."""


def _value(rest: list[str], name: str) -> str | None:
    """The value of an option, taken out of what was typed; None where it was not."""
    for at, word in enumerate(rest):
        if word == name and at + 1 < len(rest):
            value = rest[at + 1]
            del rest[at : at + 2]
            return value
        if word.startswith(f"{name}="):
            return rest.pop(at).partition("=")[2]
    return None


def _deal_wait(rest: list[str]) -> list[str]:
    """`deal wait d3 WHOM WHAT`."""
    return ["waiting", "add", *rest[1:], "--deal", *rest[:1]]


def _task_add(rest: list[str]) -> list[str] | None:
    """`task add WHAT --waiting WHOM`."""
    rest = list(rest)
    whom = _value(rest, "--waiting")
    if whom is None:
        return None
    day = _value(rest, "--due")
    return ["waiting", "add", whom, *rest, *(["--promised", day] if day else [])]


def _review_done(rest: list[str]) -> list[str]:
    """`review done METRIC WORDS`."""
    return ["target", "explain", *rest[:1], *(["--result", *rest[1:]] if rest[1:] else [])]


def _visit_confirm(rest: list[str]) -> list[str]:
    """`visit confirm TASK --by WORDS`."""
    rest = list(rest)
    said = _value(rest, "--by")
    return ["visit", *rest, f"--confirmed={said or ''}"]


def _calendar_list(rest: list[str]) -> list[str]:
    """`calendar list --year YEAR`."""
    from amflow.shell import clock

    rest = list(rest)
    return ["calendar", _value(rest, "--year") or str(clock.now().year), *rest]


def _calendar_remove(rest: list[str]) -> list[str]:
    """`calendar remove DATE`."""
    rest = list(rest)
    year = _value(rest, "--year")
    return ["calendar", *([year] if year else []), *rest, "--remove"]


def _reopen(noun: str, flag: str) -> Callable[[list[str]], list[str] | None]:
    """`campaign close CAMPAIGN --again`, `order edit ORDER --reopen`."""
    return lambda rest: [noun, "reopen", *(one for one in rest if one != flag)] if flag in rest else None


def _meeting_decide(rest: list[str]) -> list[str] | None:
    """`meeting decide WORDS --by DATE`: who does it is typed so today."""
    rest = list(rest)
    day = None if any(one.partition("=")[0] == "--due" for one in rest) else _value(rest, "--by")
    who = _value(rest, "--who")
    if day is None and who is None:
        return None
    return ["meeting", "decide", *rest, *(["--due", day] if day else []), *(["--by", who] if who else [])]


def _message_list(rest: list[str]) -> list[str] | None:
    """`message list --days DATES`."""
    rest = list(rest)
    days = _value(rest, "--days")
    return None if days is None else ["message", "list", *rest, "--from", days, "--to", days]


def _event_add(rest: list[str]) -> list[str] | None:
    """`event add DATE TITLE`."""
    valued = {"--kind", "--to", "--note", "--until", *VALUED}
    spots = [at for at, word in enumerate(rest) if not word.startswith("-") and (not at or rest[at - 1] not in valued)]
    if len(spots) != 2 or any(word.partition("=")[0] == "--at" for word in rest):
        return None
    from amflow.dates import date_words, range_words
    from amflow.shell import clock

    day = rest[spots[0]]
    if not (date_words.understood(day, clock.now()) or range_words.several(day, clock.now()) or date_words.ends(day)):
        return None
    others = [word for at, word in enumerate(rest) if at not in spots]
    return ["event", "add", rest[spots[1]], "--at", rest[spots[0]], *others]


def _customer_date(rest: list[str]) -> list[str] | None:
    """`customer date CUSTOMER --remove TITLE`."""
    rest = list(rest)
    title = _value(rest, "--remove")
    return None if title is None else ["customer", "date", *rest, "", title]


OTHERWISE: Mapping[str, Callable[[list[str]], list[str] | None]] = {
    "deal wait": _deal_wait, "task add": _task_add, "review done": _review_done, "visit confirm": _visit_confirm,
    "calendar list": _calendar_list, "calendar remove": _calendar_remove,
    "campaign close": _reopen("campaign", "--again"), "order edit": _reopen("order", "--reopen"),
    "customer date": _customer_date, "event add": _event_add, "meeting decide": _meeting_decide, "message list": _message_list,
}  # fmt: skip
"""Commands whose words stand in another order now: what follows them, put right; None where it was typed as it is now."""


def renewed(args: list[str]) -> tuple[list[str], str, str]:
    """The command line in today's words; and what was old in it, with what is typed instead. Both are empty where nothing is."""
    first = first_word(args)
    head, rest = args[:first], args[first:]
    for length in (2, 1):
        typed = " ".join(rest[:length])
        after = rest[length:]
        if typed in OTHERWISE and (new := OTHERWISE[typed](after)) is not None:
            from amflow.shell.output import as_line

            # In another order of words it is told from what was typed.
            shown = new if new[:length] == rest[:length] else new[: 2 if new[1:2] and new[1].isalpha() else 1]
            return [*head, *new], typed if shown is not new else as_line(rest), as_line(shown)
        if typed not in COMMANDS and typed not in OPTIONS:
            continue
        words = COMMANDS.get(typed, typed).split()
        after, old, now = _options(dict(one.split("=", 1) for one in OPTIONS.get(typed, "").split()), after)
        if typed in COMMANDS:
            return [*head, *words, *after], typed, " ".join(words)
        if old:
            return [*head, *words, *after], f"{typed} {old}", f"{typed} {now}".strip()
    return args, "", ""


def first_word(args: list[str], at: int = 0) -> int:
    """Where the command stands, or its verb: behind options that mean the same everywhere."""
    while at < len(args) and args[at].startswith("-"):
        at += 2 if args[at] in VALUED else 1
    return at


def _options(names: dict[str, str], rest: list[str]) -> tuple[list[str], str, str]:
    """What follows a command, with its options as they are called now; the first old one, and what it is called."""
    found: list[str] = []
    behind: list[str] = []
    old = now = ""
    words = iter(rest)
    for word in words:
        if word == "--":
            found += [word, *words]
            break
        name, sign, value = word.partition("=")
        if name not in names or not name.startswith("--"):
            found.append(word)
            continue
        new = names[name]
        if not old:
            old, now = name, new
        if new:
            found.append(new + sign + value)
        else:
            behind.append(value if sign else next(words, ""))
    return [*found, *behind], old, now
