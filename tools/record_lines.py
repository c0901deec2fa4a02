"""What the recorder types: every command that reads, with each of its options, found by walking the program; every way of
tests/ways.py; what changes more than rows; every help, and every command typed wrongly.

A word in braces is drawn from the book, as in tests/ways.py. A new command or option is met here by itself.
"""

from collections.abc import Iterator
from typing import Any

from tools.record_place import Program, leaves

Command = Any

ASKED = {
    "any_c": "SELECT 'c' || id FROM customer",
    "any_d": "SELECT 'd' || id FROM deal",
    "any_t": "SELECT 't' || id FROM task",
    "any_w": "SELECT 'w' || id FROM waiting",
    "any_f": "SELECT 'f' || id FROM referral",
    "any_g": "SELECT 'g' || id FROM campaign",
    "any_x": "SELECT 'x' || id FROM cases",
    "any_h": "SELECT 'h' || id FROM holding",
    "any_o": "SELECT 'o' || id FROM orders",
    "any_m": "SELECT 'm' || id FROM message",
    "any_a": "SELECT 'a' || id FROM goal",
    "tier": "SELECT DISTINCT tier FROM customer WHERE tier <> ''",
    "line": "SELECT DISTINCT line FROM customer WHERE line <> ''",
    "segment": "SELECT DISTINCT segment FROM customer WHERE segment <> ''",
    "source": "SELECT DISTINCT source FROM customer WHERE source <> ''",
    "stage": "SELECT DISTINCT stage FROM deal",
    "pipeline": "SELECT DISTINCT pipeline FROM deal",
    "name": "SELECT '\"' || name || '\"' FROM customer",
    "series": "SELECT DISTINCT series FROM product WHERE series <> ''",
    "event_kind": "SELECT DISTINCT kind FROM event",
    "note_kind": "SELECT DISTINCT kind FROM note",
    "message_kind": "SELECT DISTINCT category FROM message",
    "signal": "SELECT DISTINCT signal FROM customer WHERE signal <> ''",
    "metric": "SELECT DISTINCT metric FROM target",
}
"""What reading asks for beside what tests/ways.py asks."""

ARGUMENTS = {
    "customer": "{any_c}", "deal": "{any_d}", "case": "{any_x}", "goal": "{any_a}", "holding": "{any_h}",
    "order": "{any_o}",
    "product": "{p}", "note": "{n}", "event": "{e}", "task": "{any_t}", "which": "{any_f}", "campaign": "{any_g}",
    "whom": "{any_c}", "text": "{name}", "number": "1", "metric": "{metric}", "key": "{script}", "day": "2026-12-25",
    "file": "out.csv", "words": "dates", "refs": "{any_m}", "shell": "zsh", "name": "general",
    "waiting show ref": "{any_w}", "message show ref": "{any_m}", "message copy ref": "{any_m}", "show ref": "{any_c}",
    "line show name": "{line}", "config get name": "currency", "book salvage file": "out.db",
    "book backup file": "out.db",
    "playbook check file": "{file:people.csv}",
}  # fmt: skip
"""What to type for an argument, by its name, or by the command and its name."""

VALUES = {
    "--last": ("2",), "--for": ("{any_c}",), "--tier": ("{tier}",), "--product": ("{p}",), "--line": ("{line}",),
    "--state": ("open", "done"), "--stage": ("{stage}",), "--pipeline": ("{pipeline}",), "--kind": ("nothing",),
    "--severity": ("high",), "--status": ("lead",), "--segment": ("{segment}",), "--source": ("{source}",),
    "--by": ("{any_c}",), "--since": ("2026-11-01",), "--from": ("2026-11-01",), "--to": ("2026-11-20",),
    "--until": ("fri",), "--due": ("fri",), "--in": ("touches", "nothing"),
    "--series": ("{series}",),
    "--risk": ("2",), "--older": ("10",), "--year": ("2026",), "--ics": ("plan.ics",), "--step": ("convert", "nothing"),
    "--customer": ("{any_c}",), "--campaign": ("{any_g}",), "--show": ("s1",), "--signal": ("{signal}",), "--matures": ("60",),
    "--output": ("out.html", "out.md", "out.txt", "out.docx", "out.xlsx", "out.json"), "--explain": ("nothing",),
    "--why": ("{planned}", "1"), "event list --kind": ("{event_kind}",), "note list --kind": ("{note_kind}", "nothing"),
    "message list --kind": ("{message_kind}",), "message queue --kind": ("{message_kind}",),
    "plan --for": ("2026-11-27", "sun"), "order list --state": ("open", "late", "delivered", "cancelled", "nothing"),
    "referral list --state": ("asked", "made"), "case list --state": ("open", "resolved", "all", "nothing"),
    "message list --days": ("2026-11",), "waiting list --state": ("open", "ended"), "product list --risk": ("R2", "2"),
    "deal list --state": ("open", "won", "lost", "nothing"), "--days": ("30",), "goal list --state": ("open", "done", "all"),
}  # fmt: skip
"""What to type for an option that takes a value, by its name, or by the command and its name;
an option that is not here is left out."""

LEFT_OUT = ("--open", "--edit", "--editor", "--osc52", "--encrypt")
"""Options that start other programs, or make what is never twice the same."""

FILES_ONLY = ("--output", "--ics", "--format")
"""Options whose answer is a file: it is the same in every form of the screen."""

DOES = (
    "book encrypt", "book decrypt", "book lock", "book rekey", "book unlock", "book restore", "calendar import",
    "calendar remove", "config completion", "config set", "config unset", "demo", "init",
    "news add",
    "news open", "news remove", "playbook new", "register open", "register close", "register check", "export",
    "message export", "book backup", "book salvage",
)  # fmt: skip
"""What is no reading, and is in no table of tests/ways.py."""

DAYS = ("yesterday", "2026-11-23", "2026-11-28", "2026-12-01", "2027-01-04", "2027-02-17", "2026-09-30")

MORE = (
    *(f"today --on {day}" for day in DAYS), "today --full --on fri", "plan --on fri", "brief --on 2026-11-30",
    *(f"today --step {step}" for step in ("prep", "prospect", "outreach", "callback", "summary", "plan")),
    *(f"show {{{kind}}}" for kind in ("any_c", "any_d", "any_t", "any_w", "any_f", "any_g", "any_x", "any_h", "any_o", "any_m",
                                      "any_a", "n", "e", "p", "lead", "over", "callback", "planned", "check")),
    "show s1", "show c999", "show nothing", "show {name}", "customer show {name}", "deal show {name}", "find c1",
    "find 证",
    "summary --week --on 2026-11-22", "summary --month --on 2026-10-31", "summary --quarter --on 2026-11-22",
    "summary --from 2026-10-01 --to 2026-10-20", "summary --agenda --on 2026-11-23",
    "summary --analysis --on 2026-10-31", "summary --forecast", "summary --forecast --back-test --on 2026-10-15",
    *(f"summary --month --explain {one}" for one in ("visits", "touches", "deals_won", "leads_new", "pipeline", "receptions",
                                                     "orders_amount", "complaints", "assets_amount", "callbacks_done",
                                                     "tasks_done", "plan_done", "satisfaction", "forecast_rate")),
    "summary --week --explain touches --of {tier}", "plan --for 2026-11-27", "plan --week --for 2026-12-01",
    "deal list --state won", "deal list --state lost", "holding list --matures 90", "script show {script} --for {any_c}",
    *(f"{one} --from 2026-11-01 --to 2026-11-20"
      for one in ("satisfaction show", "register audit", "deal board --history")),
    "script show nothing", "customer list --last 1 --quiet", "customer list --no-color",
    "help exit-codes", "help references", "help nothing", "completion words c",
    "history --last 50",
    "calendar list --year 2027", "calendar show 2026-10-01", "playbook show", "config get lang", "prep --on fri --all",
)  # fmt: skip
"""What is asked for beside each option by itself."""

EXPORTS = (
    *(f"export out.csv --what {what}" for what in ("customers", "products", "deals", "stages", "touches", "tasks", "notes",
      "holdings", "orders", "prices", "plan", "targets", "events", "goals", "tiers", "dates", "cases", "scores", "answers",
      "messages", "referrals", "campaigns", "receptions")),
    "export - --what deals --format csv", "export out.vcf", "export out.ics --birthdays",
    "export out.csv --what customers --tier {tier}",
    "export out.md --customer {any_c}", "export out.json --customer {any_c}",
    "message export out.csv", "message export out.csv {queued}", "target export out.csv",
    "summary --week -o out.html --mask", "summary --week -o out.html --plain", "summary --month -o out.md --plain",
    "summary --analysis -o out.html --plain", "summary --agenda -o out.md --plain",
    "summary --quarter -o out.docx --plain",
    "report customer {any_c} -o out.html --plain", "visit sheet {visit} -o out.md --plain", "brief -o out.html --plain",
    "deal papers {any_d} --to-bring -o out.html --plain", "report territory -o out.html --plain", "plan --ics out.ics",
)  # fmt: skip
"""What lets records out: files, in one form of the screen."""

WHOLE = (
    "export",
    "export out.json",
    "export out.json --mask",
    "export folder",
    "export out.xlsx",
    "export out.nothing",
)
"""What lets the whole book out, a megabyte each time: of one book only."""

DOINGS = (
    *WHOLE,
    "config set lang zh ; config get lang ; config list ; config unset lang", "config set nothing 1",
    "config set currency EUR ; today",
    "config set country none ; calendar list", "config set call_minutes x",
    "init --lang en --playbook wholesale --name Ann --firm F",
    "demo ; history", "demo --playbook general --seed 3 --to other.db ; today --book other.db",
    "demo --to home/book.db",
    "news add https://example.org/feed --name N --offline ; news feeds ; news remove 1",
    "playbook new mine --extends general ; playbook list",
    "playbook use general --dry-run", "playbook use general ; today ; undo ; today",
    "register close ; today ; register open ; today",
    "register check --by Ann ; register show ; register audit", "customer list ; register audit --week",
    "register close ; customer add X",
    "customer erase {any_c} --yes ; book check ; history",
    "book backup out.db ; book restore out.db --yes ; book backups ; book path",
    "book check --fix", "book salvage out.db ; today --book out.db", "calendar import {file:events.csv}",
    "calendar remove 2026-12-25", "config completion bash", "config completion fish --dry-run",
    "task add one --due fri ; undo ; redo ; history --last 3", "undo 3", "redo", "undo", "message copy {any_m}",
    "done {t} ; today ; undo ; today", "plan --accept ; plan ; summary ; undo", "customer merge {c} {c} --dry-run",
    "import {file:people.csv} --as lead --dry-run", "import {file:people.csv} --as customer --rejects bad.csv ; undo",
    "target split accounts_opened --into week --dry-run",
    "deal lose {d} --why price ; summary --day ; deal show {over}",
    "log-visit {c} 'a talk' --no-next ; customer show {any_c} ; history --last 1",
    "summary --day --final --on 2026-11-22 ; summary --list",
)  # fmt: skip
"""What does more than a row of the book shows: line after line, separated by semicolons."""


def reading(program: Program, tree: Command) -> Iterator[tuple[str, bool]]:
    """Every line that reads, once, and whether its answer is a file."""
    seen: set[str] = set()
    for line, to_file in (
        *_walked(program, tree),
        *((line, False) for line in MORE),
        *((line, True) for line in EXPORTS),
    ):
        if line not in seen:
            seen.add(line)
            yield line, to_file


def _walked(program: Program, tree: Command) -> Iterator[tuple[str, bool]]:
    ways = program.ways
    written = (ways.WAYS.keys() | ways.NOT_HERE.keys() | set(DOES)) - set(ways.BESIDE)
    for path, command in leaves(tree):
        if path and path not in written:
            yield from lines_of(path, command)


def lines_of(path: str, command: Command) -> Iterator[tuple[str, bool]]:
    """The command as it is, with each argument that may be left out, with each option by itself."""
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    needed = " ".join([path, *(_argument(path, one.name) for one in arguments if one.required)])
    yield needed, False
    for one in arguments:
        if not one.required:
            yield f"{needed} {_argument(path, one.name)}", False
    for one in command.params:
        if one.param_type_name == "option" and not set(one.opts) & set(LEFT_OUT):
            for value in _values(path, one):
                yield f"{needed} {value}", one.opts[0] in FILES_ONLY


def _argument(path: str, name: str) -> str:
    return ARGUMENTS.get(f"{path} {name}", ARGUMENTS.get(name, "nothing"))


def _values(path: str, option: Any) -> list[str]:
    """The option as it is typed, in each way that is worth it."""
    if getattr(option, "is_flag", False):
        return [option.opts[0], *option.secondary_opts]
    own = VALUES.get(f"{path} {option.opts[0]}", VALUES.get(option.opts[0], ()))
    values = getattr(option.type, "choices", None) or own
    return [f"{option.opts[0]} {value}" for value in values if value != "pdf"]


def scripts(keys: list[str]) -> str:
    """The question that draws one of these scripts: they are the playbook's, and in no table."""
    return (
        f"SELECT key FROM ({' UNION '.join(f'SELECT {key!r} AS key' for key in keys)})" if keys else "SELECT 1 WHERE 0"
    )


def asking(tree: Command) -> Iterator[str]:
    """Each command's help; each command typed wrongly."""
    for path, command in leaves(tree):
        yield f"{path} --help".strip()
        yield f"{path} --nothing-of-the-kind".strip()
        if any(one.required for one in command.params):
            yield path
    yield from ("--version", "nothing", "deal nothing", "cusomer list", "todya")


def writing(program: Program) -> Iterator[tuple[str, str]]:
    """Each way to write, with its command."""
    for command, each in program.ways.WAYS.items():
        for way in each:
            yield command, way
