"""The options that several commands have: one name, one meaning, one text (docs/vocabulary.md). A command names its parameter
after the option, and says no more about it; what only one command has, it declares itself."""

from collections.abc import Mapping
from typing import Any

from amflow.locale import N_

FLAG = ""
"""Instead of what the value is called: it is typed or not."""

OPTIONS: Mapping[str, tuple[str, str]] = {
    # Whom and what it is about
    "for": ("CUSTOMER", N_("the customer it is about: c12, a name")),
    "deal": ("DEAL", N_("the deal it is about: d3")),
    "product": ("PRODUCT", N_("the product it is about: p3, a name")),
    "campaign": ("CAMPAIGN", N_("the campaign it was about, and what came of it: g2, g2=accepted")),
    "org": ("CUSTOMER", N_("the organisation they belong to")),
    "referrer": ("CUSTOMER", N_("who brought them")),
    "by": ("WHOM", N_("who does it: a colleague, a department; by itself you, or whose turn it is")),
    "whom": ("WHOM", N_("to whom; by itself to the level above")),
    "with": ("NAMES", N_("who is there too: people of the firm, colleagues")),
    # When
    "at": ("DATE", N_("when it is, if not now: 9:30, yesterday 15:00")),
    "due": ("DATE", N_("when it is due: fri, +3wd, tomorrow 10:00")),
    "promised": ("DATE", N_("the day that was promised")),
    "expected": ("DATE", N_("when it should be closed")),
    "from": ("DATE", N_("from this day")),
    "to": ("DATE", N_("to this day")),
    "until": ("DATE", N_("until this day, and no longer")),
    "day": (FLAG, N_("of the day")),
    "week": (FLAG, N_("of the week")),
    "month": (FLAG, N_("of the month")),
    "quarter": (FLAG, N_("of the quarter")),
    "year": (FLAG, N_("of the year")),
    "bought": ("DATE", N_("when it was bought")),
    "matures": ("DATE", N_("when it matures")),
    "ordered": ("DATE", N_("when it was ordered; by itself today")),
    "minutes": ("MINUTES", N_("how long it takes")),
    "hours": ("HOURS", N_("how long it took: 1.5, for training")),
    "every": ("WORDS", N_('it comes back: "2 weeks", "2 weeks after done", "every fri"')),
    "times": ("N", N_("how many times in all")),
    # How much
    "amount": ("AMOUNT", N_("how much it is: 200000, 200k")),
    "units": ("N", N_("how many units")),
    "price": ("AMOUNT", N_("the price of one: 550, 1,153.50, 20k")),
    "cost": ("AMOUNT", N_("what was paid for all of it")),
    "goal": ("N", N_("how much it should bring, of what --counts says")),
    "counts": ("WORD", N_("what the goal is of: customers who buy, or pieces; of a brand by itself pieces")),
    "take_profit": ("PRICE", N_("a price of one unit, or +15%")),
    "stop_loss": ("PRICE", N_("a price of one unit, or -8%")),
    "last": ("N", N_("how many at most")),
    "best": (FLAG, N_("whom to call first, as your own talks teach it")),
    "all": (FLAG, N_("all of them")),
    "full": (FLAG, N_("everything, nothing shortened")),
    # What it is, and how it stands
    "name": ("TEXT", N_("what it is called")),
    "title": ("WORDS", N_("what it is about, in a line")),
    "note": ("WORDS", N_("a word about it, kept")),
    "why": ("WORDS", N_("the reason, kept")),
    "kind": ("KIND", N_("its kind")),
    "state": ("STATE", N_("how it stands")),
    "stage": ("STAGE", N_("the stage of the pipeline")),
    "pipeline": ("PIPELINE", N_("the pipeline")),
    "step": ("STEP", N_("the step of the day")),
    "severity": ("WORD", N_("how bad it is")),
    "score": ("1-5", N_("how satisfied they are: 5 very … 1 not at all")),
    "nps": ("0-10", N_("how likely they recommend us")),
    "outcome": ("WORD", N_("how it ended: interested, undecided, no-answer …")),
    "intent": ("LEVEL", N_("the intent level: A, B, C, D")),
    "talk": ("TALK", N_("what talk it was with the customer, which is logged")),
    "next": ("WORDS", N_('the next step: "fri 10:00 send the proposal"; "" for none')),
    "no_next": (FLAG, N_("there is no next step")),
    "script": ("SCRIPT", N_("the words you used: a script or its family")),
    "objection": ("OBJECTION", N_("what they said against it, as script show has it")),
    "ends": ("REFS", N_("which appointments it was, where several are open: t3; none")),
    "replaces": ("REF", N_("the holding that is paid out for it: h5; or no")),
    "answer": (
        "KEY=ANSWER",
        N_("an answer to a question of the playbook: satisfied=5, budget=200k; several are possible"),
    ),
    "field": ("KEY=VALUE", N_("a field of the playbook's file: employer=…; several are possible")),
    # Who they are
    "phone": ("PHONE", N_("the phone, as it is written")),
    "email": ("MAIL", N_("the mail address")),
    "address": ("ADDRESS", N_("where they live or have their office")),
    "key": ("KEY", N_("their number in the list that was imported")),
    "tier": ("TIER", N_("the tier: gold, silver, standard")),
    "segment": ("SEGMENT", N_("the group they belong to, as the playbook names it")),
    "source": ("SOURCE", N_("where they were found: lobby, referral …")),
    "signal": ("SIGNAL", N_("how they were recognised: quotes-screen, custody …")),
    "impression": ("WORDS", N_("the first impression, in words")),
    "line": ("LINE", N_("the line of the territory")),
    "stop": ("N", N_("their place in the line's order")),
    "birthday": ("DATE", N_("1985-10-15, 10-15, lunar 10-15")),
    "assets": ("AMOUNT", N_("what they hold: 200000, 200k")),
    "role": ("WORDS", N_("their role there")),
    "main_contact": ("CUSTOMER", N_("of an organisation: whom one turns to first")),
    "organisation": ("/--person", N_("an organisation, or a person; else by the name")),
    "ms": (FLAG, N_("spoken to as Ms")),
    "mr": (FLAG, N_("spoken to as Mr")),
    "no_contact": ("/--contact", N_("has asked not to be contacted")),
    "important": ("/--not-important", N_("to be passed on to customers")),
    "told": ("/--not-told", N_("the customer was told of it")),
    "no_call": ("/--call", N_("has asked not to be called")),
    "quiet_hours": ("HOURS", N_("leave them alone then: 12:00-14:00")),
    "language": ("en|zh", N_("the language they are written to in")),
    "leads": (FLAG, N_("open leads instead of customers")),
    "post": (FLAG, N_("what colleagues passed on")),
    "along": (FLAG, N_("with --org: what is open with them goes along to the other one")),
    # Of products, campaigns, notes, targets
    "series": ("SERIES", N_("the series it belongs to")),
    "service": ("SERVICE", N_("the kind of service: deposit, fund …")),
    "risk": ("CLASS", N_("the risk class: R1 … R5")),
    "term": ("TERM", N_("how long the money is bound: 90d, 6m, 1 year")),
    "min": ("AMOUNT", N_("the smallest amount: 10000, 50k")),
    "aspect": ("KEY=WORDS", N_("features, advantages, price, competition …")),
    "partner": ("NAME", N_("with whom it is held: the host bank")),
    "link": ("ADDRESS", N_("where it can be read")),
    "period": ("PERIOD", N_("what the target is for")),
    "level": ("LEVEL", N_("base is owed, stretch is hoped for: no gap without it")),
    "history": (FLAG, N_("how it came about")),
    "figure": ("METRIC=VALUE", N_("what was measured there: shelf_rate=18/20 …")),
    "drop": ("REF", N_("leave this one out")),
    "remove": (FLAG, N_("take it out")),
    "explain": ("REF", N_("where it comes from")),
    # How it is typed, and what goes out
    "editor": (FLAG, N_("write it in your editor")),
    "ask": (FLAG, N_("be asked for one after the other")),
    "file": ("FILE", N_("the file that has it; - is stdin")),
    "template": ("FILE", N_("the template that it is made with")),
    "output": ("FILE", N_("write it here, form by the ending; - is stdout")),
    "format": ("FORM", N_("the form of the file; by itself its ending")),
    "mask": ("/--plain", N_("cover names and what people wrote; or show them")),
    "open": (FLAG, N_("show the document when it is made")),
    "fields": (FLAG, N_("list what a template or form may use")),
    "osc52": (FLAG, N_("copy through the terminal, where it can (OSC 52)")),
    "offline": (FLAG, N_("ask no server")),
    "passphrase_file": ("FILE", N_("the passphrase is the first line of this file; - is stdin")),
    "playbook": ("NAME", N_("the trade: amflow playbook list names them")),
    "anyway": (FLAG, N_("although one like it is there already")),
    "force": (FLAG, N_("although something speaks against it: what it is, is said")),
    "yes": (FLAG, N_("do not ask")),
    "dry_run": (FLAG, N_("say what would happen and write nothing")),
}
"""By the name of the option (`dry_run` is `--dry-run`): what help calls its value, and its meaning. Behind a stroke stands
what says the opposite (`--organisation/--person`)."""

SALE = ("product", "amount", "units", "promised", "replaces", "why", "anyway")
"""What may be said of a sale, in the talk in which it was agreed or where its deal is won."""

SHORT = {"output": "-o", "yes": "-y", "dry_run": "-n", "editor": "-e", "kind": "-k"}
"""Those with a letter."""

CALLED = {
    "customer": "for", "since": "from", "starts_on": "from", "ends_on": "to", "on_date": "at",
    "works": "org", "companions": "with", "measured": "figure",
    "next_step": "next", "form": "format", "everybody": "all",
}  # fmt: skip
"""Parameters that are called otherwise than their option: a word of Python's, or a column's name."""

LIMITS: Mapping[str, dict[str, Any]] = {
    "last": {"min": 1, "max": 100_000}, "minutes": {"min": 0, "max": 1440}, "times": {"min": 1, "max": 9999},
    "goal": {"min": 0, "max": 10**12},
    "units": {"min": 0, "max": 10**12},
}  # fmt: skip
"""Between which numbers those lie that are typed as plain ones."""

NUMBERS = ("last", "minutes", "times", "goal")
"""Those that are plain numbers in every command."""
