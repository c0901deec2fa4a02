"""What the program has: a line for each family, with its commands, its records, and where in it everything else is found.

A family is a kind of record with the nouns that deal with it, or nouns without records. Whoever needs to know all of them
asks here: the list of commands, the closed register, references, `show`, `done`, completion, exports. So a new kind of
record is its folder, its line here, its migration and its page in the docs.

It stands on the ground, below the book, and imports nothing of what it names: a place is `module:name` below `amflow`, and
`named` fetches it when it is asked for. Every command reads it before anything else: it must stay as light as it is.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from amflow.locale import N_
from amflow.records import NamedTuple

FREE = "free"
"""Shows no customer, changes none: works while the register is closed, and is not logged."""
SHOWS = "shows"
"""Shows customers, or what is about them: refused while it is closed, logged as a listing."""
WRITES = "writes"
"""Changes the book: refused while it is closed; what it did is in the history."""
LETS_OUT = "lets out"
"""Takes customers out of the book: refused while it is closed, logged as an export."""


class Family(NamedTuple):
    """A kind of record, or commands without one; several names in one text stand with spaces between them."""

    nouns: str
    """Its commands, in the order in which help lists them."""
    file: str
    """The file below `commands` that registers them; the folder of the same name has the family."""
    access: str
    """What its commands do with the customers in the book; of one that writes `list` and `show` only look."""
    heading: str = ""
    """What stands above its first command in the list of commands."""
    also: str = ""
    """Other words that are understood for its first command, in either language."""
    only: str = ""
    """What a playbook must have for it to be of use, in `Playbook`'s own word, `tiers.cycle_days` for one of the tiers with it;
    where it has none, help lists it last."""

    # Verbs (or of several nouns one) that do otherwise

    free: str = ""
    shows: str = ""
    writes: str = ""
    lets_out: str = ""

    # Its records

    letter: str = ""
    """What its references begin with, before the number."""
    table: str = ""
    title: str = ""
    """The column with what a record is called, of those that a plan holds by their reference."""
    derived: str = ""
    """What references begin with of that which follows from a rule (`r31fk`), and is no row."""
    exports: str = ""
    """What of it can be let out, as `export --what` takes it; `word:view` where the public view is called otherwise."""
    imports: str = ""
    """Who writes the rows of a file, `word=place` for each word that `import --as` takes; there its fields are too."""
    page: str = ""
    """`show REF`: the question (of desk and text) and the view of what it answers, or one that is both."""
    of_customer: Mapping[int, str] = {}
    """What it shows of a customer: by its place among the lists of their page, the question (of desk and the customer's
    number) and the view of what it answers, which is asked where there is something."""
    acts: str = ""
    """What `done`, `skip` and `move` mean (`agenda.actions.Actions`); nothing, and the reference is none for them."""
    verbs: str = ""
    """What `remove`, `drop` and `reopen` mean, `verb=place` of the command; one that it has not, it refuses."""
    plans: str = ""
    """`plan --add REF`: what makes the item that the plan takes, of the desk on that day, the change and the reference."""
    calls: str = ""
    """`callback do REF`: the question, of desk and reference, what the callback is about."""
    offers: str = ""
    """What completion offers: SQL of number and words, or a place that gives both from book and playbook. The SQL
    stands here, because a shell that waits for an answer cannot wait for thirteen families to load."""
    called: Mapping[str, str] = {}
    """What its tables, the parts of an export and the rows of a file are called, one word for several names of the same."""
    unfinished: str = ""
    """Which rows of its table are under way (SQL): somebody who leaves their firm hands these on."""
    counted: bool = False
    """Whether the book says how many it holds."""
    rank: int = 99
    """How early it comes where kinds stand in a row: offered by completion, counted in the book."""


FAMILIES = (
    Family("today prep prospect outreach convert", "today", SHOWS, N_("The seven steps of the day"), also="今天 今日"),
    Family(
        "callback", "callback.page", SHOWS, writes="do score",
        table="score", exports="scores", called={"score scores": N_("scores")},
        of_customer={90: "customers.needs.records:replies callback.view:replies"},
    ),
    Family(
        "summary", "summary.page", SHOWS, also="总结 小结",
        letter="s", table="final_summary",
        page="summary.gaps.records:shown summary.view:SummaryView",
        offers="SELECT id, title FROM final_summary ORDER BY starts_on DESC, id DESC LIMIT 50", rank=15,
    ),
    Family(
        "plan", "plan.page", SHOWS, also="计划",
        table="plan_line", exports="plan", called={"plan plan_line": N_("lines of plans")},
    ),
    Family(
        "log-visit log-call log-message", "outreach.talks", WRITES, N_("Written down in a line"),
        table="touch", rank=1, counted=True, derived="r", exports="touches",
        imports="touch=outreach.talks.importing:Touches",
        page="customers.page:shown_due customers.view:dossier",
        of_customer={100: "outreach.talks.records:of_customer outreach.talks.view:of_customer"},
        acts="outreach.talks.due:ACTIONS",
        plans="agenda.by_ref:to_plan", calls="callback.changes:about_due",
        called={"touch touches": N_("talks"), "touch_with": N_("who else was at talks"),
                "settled": N_("what was done about dates")},
    ),
    Family("visit", "prep.visits", SHOWS, also="拜访"),
    Family(
        "log-reception", "prospect.reception", WRITES, only="channels",
        table="reception", exports="receptions",
        called={"reception receptions": N_("receptions")},
    ),
    Family(
        "done skip move drop remove reopen show", "agenda.actions", WRITES, shows="show",
        letter="k",
        page="agenda.checklist:page agenda.view:check",
        acts="agenda.checklist:ACTIONS",
        offers="agenda.checklist:offered", rank=4,
    ),
    Family("find", "customers.search", SHOWS),
    Family(
        "customer", "customers.customer", WRITES, N_("Customers and what is done for them"), also="client contact account 客户",
        shows="health intent",
        letter="c", table="customer", rank=0, counted=True,
        exports="customers tiers:tier_changes dates:special_dates answers",
        imports="customer=prospect.leads.importing:CustomersAndLeads",
        page="customers.page:shown customers.view:dossier",
        acts="outreach.talks.asked:ACTIONS",
        verbs="remove=commands.customers.customer:remove drop=commands.prospect.leads:drop"
        " reopen=commands.prospect.leads:reopen",
        plans="plan.changes:talk_with", calls="callback.changes:about_nothing",
        of_customer={
            10: "customers.page:due customers.view:due",
            50: "customers.birthdays:days_of customers.tiers.view:dates_of_customer",
            60: "customers.tiers.records:history customers.tiers.view:history",
            110: "customers.records:of_organisation customers.view:people",
            120: "customers.identity.relations:of_customer customers.view:ties",
            130: "customers.needs.records:answered customers.needs.view:of_customer",
        },
        called={
            "customer customers": N_("customers"), "tiers tier_change": N_("tiers so far"),
            "dates special_date": N_("special dates"), "answer answers": N_("answers"), "relation": N_("relations"),
            "position": N_("positions"),
        },
    ),
    Family("lead", "prospect.leads", WRITES, also="线索"),
    Family(
        "referral", "prospect.referrals", WRITES, shows="candidates", also="introduction 转介绍",
        letter="f", table="referral", exports="referrals",
        page="prospect.referrals.records:get prospect.referrals.view:page",
        acts="prospect.referrals.changes:ACTIONS",
        verbs="drop=commands.prospect.referrals:drop",
        offers="SELECT referral.id, customer.name FROM referral JOIN customer ON customer.id = referral.customer_id"
        " ORDER BY referral.id DESC LIMIT 50", rank=14,
        called={"referral referrals": N_("introductions")},
    ),
    Family(
        "campaign", "outreach.campaigns", WRITES, only="campaigns", also="活动",
        letter="g", table="campaign", exports="campaigns",
        page="outreach.campaigns.records:page outreach.campaigns.view:page",
        of_customer={70: "outreach.campaigns.records:of_customer outreach.campaigns.view:of_customer"},
        acts="outreach.campaigns.changes:ACTIONS",
        verbs="reopen=commands.outreach.campaigns:reopen",
        offers="SELECT id, title FROM campaign WHERE closed_on IS NULL ORDER BY id DESC LIMIT 50", rank=13,
        called={"campaign campaigns campaign_entry": N_("campaigns")},
    ),
    Family(
        "deal", "convert.deals", WRITES, shows="papers board", also="opportunity 商机",
        letter="d", table="deal", unfinished="state = 'open'", counted=True, exports="deals stages",
        imports="deal=convert.deals.importing:Deals",
        page="convert.deals.page:page convert.deals.view:page",
        of_customer={20: "convert.deals.records:of_customer convert.deals.view:of_customer"},
        acts="convert.deals.changes:ACTIONS",
        verbs="drop=commands.convert.deals:lose reopen=commands.convert.deals:reopen",
        plans="convert.page:to_plan",
        offers="SELECT id, title FROM deal WHERE state = 'open' ORDER BY quiet_since, id LIMIT 200", rank=3,
        called={
            "deal deals": N_("deals"), "deal_stage stages": N_("stages of deals"), "deal_paper": N_("papers"),
            "attachment": N_("files"), "credit_sheet": N_("credit sheets"), "deal_term": N_("terms negotiated"),
            "deal_bottom": N_("bottom lines"), "deal_concession": N_("given and got"),
        },
    ),
    Family(
        "waiting", "convert.waiting", WRITES, only="departments",
        letter="w", table="waiting", title="title",
        page="convert.office.approvals:page convert.waiting.view:page",
        acts="convert.waiting.records:ACTIONS",
        verbs="drop=commands.convert.waiting:drop",
        offers="SELECT id, title FROM waiting WHERE state = 'open' ORDER BY promised_on, id LIMIT 200", rank=12,
        called={"waiting": N_("what others owe"), "waiting_word": N_("what was said about it")},
    ),
    Family(
        "case", "callback.cases", WRITES, also="complaint issue ticket 诉求 投诉",
        letter="x", table="cases", title="title", unfinished="state = 'open'", exports="cases",
        page="callback.cases.records:shown callback.cases.view:page",
        of_customer={80: "callback.cases.records:of_customer callback.cases.view:of_customer"},
        acts="callback.cases.changes:ACTIONS", calls="callback.changes:about_case",
        verbs="reopen=commands.callback.cases:reopen",
        offers="SELECT id, title FROM cases WHERE state = 'open' ORDER BY breaks_at, id LIMIT 200", rank=5,
        called={"cases": N_("cases")},
    ),
    Family(
        "task", "agenda.tasks", WRITES, also="todo reminder appointment 待办 任务 预约",
        letter="t", table="task", unfinished="state = 'open'", counted=True, exports="tasks",
        imports="task=agenda.tasks.importing:Tasks",
        page="agenda.tasks.records:page agenda.tasks.view:page",
        acts="agenda.tasks.changes:ACTIONS",
        verbs="drop=commands.agenda.actions:let_go reopen=commands.agenda.tasks:reopen",
        plans="agenda.tasks.changes:to_plan", calls="callback.changes:about_promise",
        offers="SELECT id, title FROM task WHERE state = 'open' ORDER BY due_on, id LIMIT 200", rank=2,
        called={"task tasks": N_("tasks")},
    ),
    Family(
        "product", "convert.products", WRITES, also="产品", free="list show", shows="match",
        letter="p", table="product", rank=6, counted=True, exports="products prices",
        imports="product=convert.products.importing:Products price=convert.products.importing:Prices",
        page="convert.products.records:shown convert.products.view:page",
        verbs="remove=commands.convert.products:remove",
        of_customer={140: "convert.products.suitability:kept convert.products.view:unsuited"},
        called={"product products": N_("products"), "price prices": N_("prices")},
    ),
    Family("line", "plan.territory", WRITES, only="tiers.cycle_days"),
    Family(
        "holding", "callback.holdings", WRITES, also="position portfolio 持有",
        letter="h", table="holding", exports="holdings",
        imports="holding=callback.importing:Holdings",
        page="callback.holdings.records:shown callback.holdings.view:page",
        of_customer={
            30: "callback.holdings.records:of_customer callback.holdings.view:of_customer",
            31: "callback.holdings.records:loans_of_customer callback.holdings.view:loans_of_customer",
        },
        acts="callback.holdings.changes:ACTIONS",
        verbs="remove=commands.callback.holdings:remove",
        offers="SELECT id, name FROM holding WHERE sold_on IS NULL ORDER BY id DESC LIMIT 200", rank=10,
        called={"holding holdings": N_("holdings")},
    ),
    Family(
        "order", "callback.orders", WRITES, also="purchase 订单",
        letter="o", table="orders", title="name", exports="orders deliveries",
        unfinished="delivered_on IS NULL AND cancelled_on IS NULL",
        imports="order=callback.importing:Orders",
        page="callback.orders.records:shown callback.orders.view:page",
        of_customer={40: "callback.orders.records:of_customer callback.orders.view:of_customer"},
        acts="callback.orders.changes:ACTIONS",
        verbs="remove=commands.callback.orders:remove drop=commands.callback.orders:cancel"
        " reopen=commands.callback.orders:reopen",
        offers="SELECT id, name FROM orders WHERE delivered_on IS NULL AND cancelled_on IS NULL"
        " ORDER BY promised_on, id LIMIT 200", rank=11,
        called={"order orders": N_("orders"), "delivery deliveries": N_("deliveries")},
    ),
    Family(
        "note", "prep.notes", WRITES, also="memo remark 笔记",
        letter="n", table="note", counted=True, exports="notes",
        page="prep.notes.records:one prep.notes.view:page",
        verbs="remove=commands.prep.notes:remove",
        offers="SELECT id, substr(text, 1, 40) FROM note ORDER BY on_date DESC, id DESC LIMIT 50", rank=7,
        called={"note notes": N_("notes")},
    ),
    Family("brief", "prep.brief", SHOWS, N_("News, goals, words and messages")),
    Family("news", "prep.news", FREE, writes="keep"),
    Family(
        "event", "prep.events", WRITES, also="日程",
        letter="e", table="event", exports="events",
        imports="event=prep.events.importing:Events",
        page="prep.events.records:one prep.events.view:page",
        acts="prep.events.records:ACTIONS",
        verbs="remove=commands.prep.events:remove",
        offers="SELECT id, title FROM event ORDER BY on_date DESC, id DESC LIMIT 50", rank=8,
        called={"event events": N_("events")},
    ),
    Family(
        "goal", "prep.goals", WRITES, free="list show",
        letter="a", table="goal", title="title", exports="goals",
        page="prep.goals.records:one prep.goals.view:page",
        acts="prep.goals.records:ACTIONS",
        verbs="drop=commands.prep.goals:drop reopen=commands.prep.goals:reopen",
        offers="SELECT id, title FROM goal WHERE state = 'open' ORDER BY due_on, id LIMIT 50", rank=9,
        called={"goal goals": N_("goals")},
    ),
    Family("meeting", "summary.meeting", WRITES),
    Family("report", "summary.reports", SHOWS, also="报告 报表"),
    Family(
        "target", "summary.targets", WRITES, free="list", also="quota 目标 指标",
        table="target", rank=16, counted=True, exports="targets",
        called={"target targets": N_("targets")},
    ),
    Family("script", "outreach.scripts", SHOWS, free="list"),
    Family(
        "message", "outreach.messages", WRITES, shows="queue", lets_out="copy export", also="消息",
        letter="m", table="message", unfinished="state = 'draft' AND rule = ''", derived="m", exports="messages",
        page="commands.outreach.messages:shown",
        acts="outreach.messages.changes:ACTIONS",
        verbs="drop=commands.outreach.messages:drop",
        plans="agenda.by_ref:to_plan", calls="callback.changes:about_due",
        called={"message messages": N_("messages")},
    ),
    Family("register", "register", FREE, N_("The book and the settings"), only="register"),
    Family("init demo", "setup", FREE),
    Family("calendar", "dates.calendar", FREE),
    Family("import export", "files", WRITES, lets_out="export"),
    Family(
        "undo redo history book", "book.book", FREE,
        writes="undo redo restore", shows="history", lets_out="backup salvage decrypt",
    ),
    Family("playbook", "playbooks", FREE),
    Family("config help", "shell", FREE),
)  # fmt: skip
"""Every family once, in the order in which help lists its commands."""

OF_NOUN = {noun: family for family in FAMILIES for noun in family.nouns.split()}
"""Every command with its family, in the order in which help lists them."""

HEADINGS = {family.nouns.split()[0]: family.heading for family in FAMILIES if family.heading}
"""The headings of the list of commands, each by the command that it stands above."""


def of_letter(letter: str, *, derived: bool = False) -> Family | None:
    """The family whose references begin with the letter; `derived`: of something that is no row (`r31fk`)."""
    return next((one for one in FAMILIES if letter and letter == (one.derived if derived else one.letter)), None)


def of_any(letter: str) -> Family | None:
    """The family whose references begin with the letter, rows or what is none."""
    return of_letter(letter) or of_letter(letter, derived=True)


def letter_of(table: str) -> str:
    """What references to rows of the table begin with; empty where they have none."""
    return next((one.letter for one in FAMILIES if one.table == table), "")


def exporting() -> dict[str, str]:
    """What can be let out, by the word for it, and the public view that has it (docs/data.md)."""
    found = {}
    for word in " ".join(one.exports for one in FAMILIES).split():
        what, _colon, view = word.partition(":")
        found[what] = f"v_{view or what}"
    return found


def importing() -> dict[str, str]:
    """The words that `import --as` takes, each with the place of who writes such rows."""
    families = sorted(FAMILIES, key=lambda one: one.rank)
    return dict(pair.split("=") for one in families for pair in one.imports.split())


def of_customer() -> list[tuple[str, str]]:
    """What the families show of a customer, in the order of their page: the place of each question and of its view."""
    found = {place: pair for one in FAMILIES for place, pair in one.of_customer.items()}
    return [(question, view) for place in sorted(found) for question, view in [found[place].split()]]


def called(name: str) -> str:
    """What a table, a part of an export or a row of a file is called, to be translated; the name itself where nobody says."""
    said = (words for one in FAMILIES for names, words in one.called.items() if name in names.split())
    return next(said, name)


def named(place: str) -> Any:
    """What stands at `module:name`, its module loaded now."""
    module, _colon, name = place.partition(":")
    return getattr(import_module(f"amflow.{module}"), name)
