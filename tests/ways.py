"""Ways to type every command that changes the book, filled in with what is in the book: for the law of undo, and for every
test that needs a command to be really done. A new command is put in here; `test_undo_of_everything.py` misses it otherwise.

A word in braces is drawn from the book by its question in `ASKED`; `{file:NAME}` is one of `FILES`.
"""

import shlex
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Run

TRADE = "retail-bank"
"""It has visitors led to channels, credit sheets, reviews and four tiers."""

PREPARED = (
    "campaign add 'an old fair' --from 2026-11-01 --to 2026-11-20",
    "campaign close 'an old fair'",
    "customer edit c41 --assets 900万",
    "summary --write market --words calm",
    "product add 'fixed income 90' --price 10000",
    "holding add p1 --for c1 --amount 50000 --bought 2026-11-02 --matures 2027-02-02",
    "holding add p2 --for c2 --units 3 --amount 9000 --cost 8000 --why asked",
    "order add p2 --for c1 --units 2 --amount 596",
    "order add p1 --for c3 --amount 100",
    "customer edit c1 --line north",
    "line assign north c1 c2 c3",
    "message write c5 'a word to you'",
    "message write c6 'another word'",
    "callback score c1 4",
    "customer link c4 c5 friend",
    "target measure assets_amount 12000 --for c1",
    "waiting add Ann 'the figures' --for c4 --promised fri",
    "target explain deals_won --cause weather --remedy calls --due fri",
    "deal terms d3 price --ours 3",
    "lead add 'Late One' --anyway",
    "task add 'come back' --for c2 --due fri --every '2 weeks'",
    "goal add 'ten calls a day' --due 2026-12-20",
    "customer date c3 12-05 'opening day'",
    "meeting decide 'call all of them' --due fri",
    "deal review {d} --by Ann --asked 'whose risk?'",
    "deal review {d} --by Ben",
    "deal approve {review} --by Ann",
    "deal review {d} --by Cy --asked 'and this?'",
    "order add p1 --for c2",
    "order deliver o3",
    "goal done a1",
)
"""What the demo book lacks."""

ASKED = {
    "c": "SELECT 'c' || id FROM customer WHERE status = 'customer'",
    "firm": "SELECT 'c' || id FROM customer WHERE kind = 'organisation'",
    "leaver": "SELECT 'c' || id || ' --hand-to c' || organisation_id FROM customer WHERE kind = 'person'"
    " AND organisation_id IS NOT NULL",
    "lead": "SELECT 'c' || id FROM customer WHERE status = 'lead'",
    "buyer": "SELECT 'c' || customer_id || ' --deal d' || id FROM deal WHERE state = 'open'",
    "on_line": "SELECT 'c' || id FROM customer WHERE line <> ''",
    "visit": "SELECT 't' || id FROM task WHERE state = 'open' AND kind = 'visit'",
    "t": "SELECT 't' || id FROM task WHERE state = 'open'",
    "d": "SELECT 'd' || id FROM deal WHERE state = 'open'",
    "over": "SELECT 'd' || id FROM deal WHERE state <> 'open'",
    "w": "SELECT 'w' || id FROM waiting WHERE state = 'open'",
    "review": "SELECT 'd' || deal_id FROM waiting WHERE state = 'open' AND kind = 'review'",
    "decided": "SELECT 'd' || deal_id FROM waiting WHERE kind = 'review' AND told_on IS NULL"
    " AND state NOT IN ('open', 'dropped')",
    "f": "SELECT 'f' || id FROM referral WHERE closed_on IS NULL",
    "request": "SELECT 'f' || id FROM referral WHERE closed_on IS NULL AND made_on IS NULL",
    "g": "SELECT 'g' || id FROM campaign WHERE closed_on IS NULL",
    "gone": "SELECT 'c' || id FROM customer WHERE status = 'dropped'",
    "over_g": "SELECT 'g' || id FROM campaign WHERE closed_on IS NOT NULL",
    "invited": "SELECT 'c' || customer_id FROM campaign_entry",
    "x": "SELECT 'x' || id FROM cases WHERE state <> 'resolved'",
    "solved": "SELECT 'x' || id FROM cases WHERE state = 'resolved'",
    "h": "SELECT 'h' || id FROM holding WHERE sold_on IS NULL",
    "o": "SELECT 'o' || id FROM orders WHERE delivered_on IS NULL AND cancelled_on IS NULL",
    "done_t": "SELECT 't' || id FROM task WHERE state <> 'open' AND repeats = ''",
    "done_o": "SELECT 'o' || id FROM orders WHERE delivered_on IS NOT NULL OR cancelled_on IS NOT NULL",
    "n": "SELECT 'n' || id FROM note",
    "e": "SELECT 'e' || id FROM event",
    "a": "SELECT 'a' || id FROM goal WHERE state = 'open'",
    "done_a": "SELECT 'a' || id FROM goal WHERE state <> 'open'",
    "p": "SELECT 'p' || id FROM product",
    "m": "SELECT 'm' || id FROM message WHERE state NOT IN ('sent', 'skipped')",
    "measure": "SELECT id FROM measure",
}

FILES = {
    "people.csv": "name,phone\n赵一,13900000001\n钱二,13900000002\n",
    "holdings.csv": "customer,name,amount\nHenry Gibson,fixed income 90,20000\n",
    "events.csv": "date,title\n2026-12-11,a talk\n2026-12-12,another\n",
    "targets.csv": "metric,period,value\nvisits,week,12\n",
    "paper.txt": "a paper\n",
}

WAYS: dict[str, tuple[str, ...]] = {
    "callback do": ("{callback} 'all is well' --outcome interested --next 'fri call'",),
    "log-visit": (
        "{c} 'a talk' --outcome interested --intent A --minutes 20 --next 'fri 10:00 papers'",
        "{c} 'a talk' --no-next --at yesterday --score 4",
        "{c} 'a talk' --no-next --field children=two --answer {question}=yes",
        "{buyer} 'came by' --next tomorrow",
    ),
    "log-call": ("{c} 'a call' --outcome no-answer --next tomorrow", "{lead} 'a call' --campaign {g} --no-next"),
    "log-message": ("{c} 'a word' --no-next", "{c} 'a word' --next 'fri call'"),
    "visit": ("{visit} --confirmed=",),
    "log-reception": ("p s s", "s {c} --channel priority 'at the counter'", "s --service deposit"),
    "done": ("{t}", "{w}", "{callback}", "{t} {t}", "{check}"),
    "skip": ("{t} --why busy", "{callback} --until fri --why busy", "{w} --why late", "{check}"),
    "move": ("{t} fri", "{t} {t} +3wd", "{w} 2026-12-30", "{callback} fri"),
    "drop": ("{lead} --why no", "{o} --why changed", "{t} {t}", "{a} --why 'no time'"),
    "remove": ("{n}", "{o} {e}", "{c}"),
    "reopen": ("{over} --why 'came back'", "{done_a}", "{solved} --why again"),
    "customer add": (
        "'Neu Gebauer' --phone 13912345678 --tier gold --birthday 1980-02-03 --line north --address '1 Harbour Road' --anyway",
        "王伟 --referrer {c} --anyway",
        "'A Firm' --organisation --anyway",
    ),
    "customer edit": (
        "{c} --tier silver --intent B --birthday 11-27",
        "{c} --name 张敏敏 --phone 13811111111",
        "{c} --no-contact",
        "{c} --quiet-hours 12:00-14:00 --language zh",
        "{c} --referrer {c}",
        "{c} --assets 20万",
        "{c} --line south",
        "{c} --org {firm}",
        "{c} --organisation",
    ),
    "customer remove": ("{c}", "{lead}"),
    "customer link": ("{c} {c} friend",),
    "customer unlink": ("c4 c5", "{leaver}"),
    "customer merge": ("{c} {c} --yes", "{c} {lead} --yes"),
    "customer ask": ("{c} --answer {question}=yes",),
    "customer upgrade": ("c41", "--all", "{c} --why assets", "{c} --tier diamond --why assets"),
    "customer adopt": ("{c}", "{lead} {c}"),
    "customer date": ("{c} 12-24 'a day'", "c3 '' 'opening day'"),
    "lead add": (
        "孙丽 13700000000 'asked about funds' --anyway",
        "'By Somebody' --referrer {c} --anyway",
        "王强 --colleague Li --anyway",
    ),
    "lead edit": ("{lead} --impression friendly", "{lead} --name 'Another Name'"),
    "lead convert": ("{lead}", "{lead} --tier gold"),
    "lead reopen": ("{gone}",),
    "lead drop": ("{lead} --why moved",),
    "referral ask": ("{c} 'who else?' --anyway",),
    "referral add": ("{c} 'New Friend' 13600000000 --anyway",),
    "referral meet": ("{f} 'had tea'",),
    "referral thank": ("{f}",),
    "referral reward": ("{f} tea --force --why 'New Year'",),
    "referral drop": ("{request} --why 'no answer'",),
    "campaign add": ("'a fair' --from fri --to 2026-12-20 --goal 5",),
    "campaign edit": ("{g} --goal 9 --note rain",),
    "campaign invite": ("{g} {c}", "{g} --leads", "{g} --tier gold"),
    "campaign mark": ("{g} {invited} came", "{g} {invited} bought --units 2"),
    "campaign split": ("{g} --evenly", "{g} --share {invited}=1"),
    "campaign close": ("{g}",),
    "campaign reopen": ("{over_g}",),
    "deal add": ("'an account' --for {c} --amount 20万", "--for {lead} --product {p} --expected fri"),
    "deal edit": ("{d} --amount 3万 --expected 2026-12-20", "{d} --for {c}"),
    "deal advance": ("{d}", "{d} --force --why so", "{d} --stage review --force --why so"),
    "deal win": ("{d} --force --why so", "{d} --force --why so --amount 7万"),
    "deal lose": ("{d} --why price", "{d} --why price --drop-tasks"),
    "deal reopen": ("{over} --why 'came back'", "{over} --why 'came back' --drop-made"),
    "deal doc": (
        "{d} received id-card",
        "{d} rejected id-card --why blurred",
        "{d} verified contract --dated yesterday --extra",
        "{d} received id-card --expires 2027-01-31 --file {file:paper.txt}",
    ),
    "deal review": ("{d} --by Ann --asked 'whose risk?' --promised fri",),
    "waiting answer": ("{review} ours", "{w} 'here it is'"),
    "deal approve": ("{review} --amount 3万 --condition 'a guarantee'",),
    "deal decline": ("{review} --why 'too much'",),
    "deal told": ("{decided} 'said so' --talk call",),
    "waiting add": (
        "host-bank figures --promised fri --deal {d}",
        "Ann 'a stamp' --promised fri --for {c}",
        "Ben 'a paper' --deal {d}",
        "Ann figures --for {c}",
    ),
    "deal credit": ("{d} --own 5万 --why seen",),
    "deal terms": (
        "{d} price --ours 3 --theirs 2",
        "{d} price --agreed 2.5",
        "{d} price --bottom 1",
        "d3 rate --ours 5 --bottom 4 --agreed 3 --why so",
        "d3 price --remove --why so",
    ),
    "waiting chase": ("{w} 'asked again' --promised mon",),
    "waiting drop": ("{w} --why 'not needed'",),
    "case open": ("{c} 'the card does not work' --severity high", "{c} late --product {p} --note so"),
    "case answer": ("{x} 'we look'",),
    "case note": ("{x} 'asked the desk'",),
    "case escalate": ("{x} --whom Ann --why slow",),
    "case report": ("{x} 'it is so' --whom Ann",),
    "case resolve": ("{x} 'a new card'",),
    "case reopen": ("{solved} --why again",),
    "case edit": ("{x} --title 'another title'",),
    "callback score": ("{c} 5 --nps 9", "{c} 1 --note 'waited long'"),
    "task add": ("something --for {c} --due 'fri 15:00'", "weekly --due mon --every 'every mon' --times 4"),
    "task edit": ("{t} --title else --due fri", "{t} --every '2 weeks'"),
    "product add": ("'a new fund' --price 100 --series funds",),
    "product edit": ("{p} --price 200 --note better",),
    "product remove": ("{p}",),
    "product price": ("{p} 1.2345",),
    "line assign": ("south {c} {c}",),
    "line order": ("north c3 c1",),
    "line leave": ("{on_line}",),
    "holding add": ("{p} --for {c} --amount 5万 --why asked",),
    "holding edit": ("{h} --amount 60000 --why counted",),
    "holding sell": ("{h} --proceeds 70000", "{h} --units 1 --proceeds 3000"),
    "holding remove": ("{h}",),
    "import": (
        "--as holding {file:holdings.csv}",
        "--as event {file:events.csv} --kind share-issue",
        "--as target {file:targets.csv}",
        "{file:people.csv} --as customer",
    ),
    "order add": ("{p} --for {c} --units 2 --amount 300 --promised fri",),
    "order edit": ("{o} --amount 400 --why counted",),
    "order deliver": ("{o}",),
    "order cancel": ("{o} --why changed",),
    "order remove": ("{o}",),
    "order reopen": ("{done_o}",),
    "task reopen": ("{done_t}",),
    "note add": ("'rates fall' --kind market", "'likes tea' --for {c} --important"),
    "note edit": ("{n} 'rates rise'",),
    "note remove": ("{n}",),
    "event add": ("'a listing' --at 2026-12-09 --note so",),
    "event edit": ("{e} --at 2026-12-10 --title moved",),
    "event remove": ("{e}",),
    "goal add": ("'learn options' --due 2026-12-31",),
    "goal edit": ("{a} 'learn more' --due 2026-12-30",),
    "goal done": ("{a}",),
    "goal drop": ("{a} --why 'no time'",),
    "goal reopen": ("{done_a}",),
    "meeting decide": ("'visit the bank' --due fri --by Ann",),
    "meeting comment": ("'more visits' --by Ann",),
    "target set": ("visits 12 --period week", "touches 5 --period week --tier gold", "deals_won 9 --level stretch"),
    "target remove": ("leads_new --period week", "accounts_opened --level stretch"),
    "target split": ("accounts_opened --into week",),
    "target measure": ("assets_amount 30000 --for {c}", "assets_amount 500 --at yesterday", "--drop {measure}"),
    "target explain": (
        "deals_won --cause rain --remedy more --due mon",
        "visits --cause ill --remedy two --month --due mon",
        "deals_won --result better",
    ),
    "message write": ("{c} 'a word'",),
    "message edit": ("{m} other", "{queued} other"),
    "message sent": ("{m} --force --why so", "{queued} --force --why so"),
    "message skip": ("{m} --why no", "{queued} --why no"),
    "plan": ("--accept", "--accept today", "--add {t}", "--add {c}", "--drop {planned}"),
    "summary": ("--day --final --on 2026-11-22", "--write market --words quiet", "--write market --words ''"),
    "playbook use": ("general", "securities-branch"),
}  # fmt: skip

TRIES = 16
"""What a command is about is drawn from the whole book: it is not about each of them that it can be said."""

NOT_HERE = {
    "undo": "it is the law itself",
    "redo": "it is the law itself",
    "customer erase": "what no undo may bring back; tests/book/erasure hold it",
    "book restore": "another book takes this one's place, with its own history; tests/book/safety/test_copies.py",
    "news keep": "it keeps what a feed said, which is fetched first; tests/prep/news hold it, its undo too",
    "deal sweep": "no deal of the made-up book is dead; tests/convert/deals/test_first.py holds it, its undo too",
    "target export": "it writes a file; the book stays as it was",
}
"""The commands of the class `WRITES` that the law of undo says nothing about, and why."""

NO_UNDO = {
    "demo": "it makes a book of its own",
    "book check": "what it mends follows from the rows, or was written beside the history",
}
"""Changes that are no command's whose undo is tried."""

BESIDE = ("plan", "summary", "playbook use", "visit")
"""What the table of commands does not call writing, and with these options writes all the same."""


class Filled:
    """Fills ways in from a book and what its screens show now."""

    def __init__(self, path: Path, folder: Path, run: "Run") -> None:
        self.path, self.folder, self.run = path, folder, run
        for name, text in FILES.items():
            (folder / name).write_text(text, "utf-8")

    def words(self, command: str, way: str, choose: Callable[[list[str]], str]) -> list[str] | None:
        """What to type; None where the book has nothing of the kind."""
        text = way
        while "{" in text:
            text, there = self._filled(text, choose)
            if not there:
                return None
        return [*command.split(), *shlex.split(text)]

    def _filled(self, text: str, choose: Callable[[list[str]], str]) -> tuple[str, bool]:
        """The text with its first braces filled in, and whether there was anything to fill them with."""
        before, _brace, rest = text.partition("{")
        name, _brace, after = rest.partition("}")
        if name.startswith("file:"):
            return before + shlex.quote(str(self.folder / name.removeprefix("file:"))) + after, True
        there = self._there(name)
        return (before + choose(there) + after, True) if there else ("", False)

    def _there(self, name: str) -> list[str]:
        if name in ASKED:
            connection = sqlite3.connect(self.path)
            try:
                return [str(row[0]) for row in connection.execute(f"{ASKED[name]} ORDER BY 1")]
            finally:
                connection.close()
        if name == "question":
            return sorted({row[0] for row in self._lines("customer", "ask", "--show", "c1") if row[0]})
        if name == "check":
            return [one["ref"] for one in self._items("prep", "items") if one["kind"] == "check"]
        if name == "callback":
            return [one["ref"] for one in self._items("callback", "items") if one["ref"].startswith("r")]
        if name == "planned":
            return [one["ref"] for one in self._items("plan", "items") if one.get("ref")]
        if name == "queued":
            return [row[0] for row in self._lines("message", "queue")]
        raise KeyError(name)

    def _items(self, command: str, key: str) -> list[dict[str, Any]]:
        return list(self.run(command, "--json", "--book", str(self.path)).json[key])

    def _lines(self, *words: str) -> list[list[str]]:
        return self.run(*words, "--book", str(self.path)).lines


_PREPARED: list[bytes] = []
"""That book, once it was made."""


def prepared(run: "Run", path: Path) -> None:
    """A book with something of everything."""
    from tests.conftest import lay

    if _PREPARED:
        lay(path, _PREPARED[0])
        return
    run("demo", "--playbook", TRADE, "--output", str(path))
    filled = Filled(path, path.parent, run)
    for number, way in enumerate(PREPARED):
        command, _space, rest = way.partition(" ")
        words = filled.words(command, rest, lambda there, at=number: there[at % len(there)])
        assert words, way
        run(*words, "--book", str(path))
    _PREPARED.append(path.read_bytes())
