"""What was let out, and what was erased; the file itself is written by exchange."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from amflow.errors import Refused, Usage
from amflow.files.import_.view import progress
from amflow.locale import _, ngettext
from amflow.shell.views import ChangeView

if TYPE_CHECKING:
    from amflow.book.erasure.erase import Erased
    from amflow.book.store import Book
    from amflow.shell.output import Output


def named(table: str) -> str:
    """A table or a part of an export, as a person calls it."""
    words = {
        "customer": _("customers"), "customers": _("customers"), "deal": _("deals"), "deals": _("deals"),
        "products": _("products"), "touch": _("talks"), "touches": _("talks"), "task": _("tasks"), "tasks": _("tasks"),
        "note": _("notes"), "notes": _("notes"), "holding": _("holdings"), "holdings": _("holdings"),
        "orders": _("orders"), "prices": _("prices"), "deal_stage": _("stages of deals"),
        "stages": _("stages of deals"), "deal_paper": _("papers"), "attachment": _("files"),
        "waiting": _("what others owe"), "waiting_word": _("what was said about it"),
        "credit_sheet": _("credit sheets"), "deal_term": _("terms negotiated"), "deal_bottom": _("bottom lines"),
        "deal_concession": _("given and got"), "settled": _("what was done about dates"),
        "plan_line": _("lines of plans"), "plan": _("lines of plans"), "targets": _("targets"), "rows": _("rows"),
        "relation": _("relations"), "position": _("positions"), "answer": _("answers"), "score": _("scores"),
        "cases": _("cases"), "scores": _("scores"), "answers": _("answers"), "messages": _("messages"),
        "message": _("messages"), "referrals": _("introductions"), "referral": _("introductions"),
        "campaigns": _("campaigns"), "campaign_entry": _("campaigns"), "receptions": _("receptions"),
        "reception": _("receptions"), "events": _("events"), "event": _("events"), "goals": _("goals"),
        "goal": _("goals"), "tiers": _("tiers so far"), "tier_change": _("tiers so far"), "dates": _("special dates"),
        "special_date": _("special dates"),
    }  # fmt: skip
    return words.get(table, table)


def everything(out: "Output", book: "Book", asked: tuple[Any, ...]) -> None:
    """Let out what is asked for; into a file it is said what it was, on stdout it is the file itself."""
    from amflow.files.export import export

    wanted = export.order(*asked)
    with progress(out.quiet or wanted.file is None, _("exporting")) as tick:
        sent = export.export(book, wanted, tick)
    if wanted.file is None:
        return
    item = {"file": sent.file, "format": sent.form, "masked": sent.masked, "records": sent.counts}
    then = [(named(what), f"{count:,}") for what, count in sent.counts.items() if count]
    if sent.bottoms:
        left = ngettext("{n} bottom line is not in it", "{n} bottom lines are not in it", sent.bottoms)
        then.append(("", _("{what}: {why}").format(what=left, why=_("amflow book backup copies everything"))))
    if sent.files:
        left = ngettext("{n} attached file is not in it", "{n} attached files are not in it", sent.files)
        then.append(("", _("{what}: {why}").format(what=left, why=_("amflow book backup copies everything"))))
    if not sent.masked:
        then.append(("", _("readable by you alone; it holds people's data")))
    out.show(ChangeView("export", item, _("written: {path}").format(path=sent.file), then, undo=False))


def person(out: "Output", book: "Book", customer: str, target: Path | None, form: str, force: bool) -> None:
    """Everything that is held on one person, to a file or stdout. Raises NotFound, Ambiguous, Usage, Refused."""
    from amflow import tempfiles
    from amflow.customers.records import find
    from amflow.files.export import whole_book

    form = form or (target.suffix[1:].lower() if target else "json")
    if form not in ("json", "md"):
        raise Usage(
            _("--format: “{text}” is not possible").format(text=form), _("one of: {choices}").format(choices="json, md")
        )
    held = whole_book.held(book, find(book, customer))
    text = whole_book.as_json(held) if form == "json" else whole_book.as_page(held)
    if target is None:
        out.document(text)
        return
    if target.exists() and not force:
        raise Refused(_("{path} is there already").format(path=target), _("--force writes over it"))
    with tempfiles.replacing(target, _("name another file")) as file:
        file.write(text)
    rows = sum(map(len, held.tables.values()))
    said = _("everything held on {name} ({ref}): {path}").format(name=held.name, ref=held.ref, path=target)
    then = [("", ngettext("{n} row", "{n} rows", rows))]
    out.show(ChangeView("export", {"file": str(target), "ref": held.ref, "rows": rows}, said, then, undo=False))


def erased(found: "Erased") -> ChangeView:
    """What is gone, what was kept and why, and where to look besides."""
    item = {
        "ref": found.ref,
        "erased": found.rows,
        "history": found.journal,
        "kept": [{"table": table, "rows": count, "why": why} for table, count, why in found.kept],
        "mentions": found.mentions,
        "copies": found.copies,
    }
    then = [(named(table), str(count)) for table, count in found.rows.items()]
    then.append((_("history of changes"), ngettext("{n} line", "{n} lines", found.journal)))
    then += [(_("kept"), f"{named(table)} {count}: {why}") for table, count, why in found.kept]
    if found.mentions:
        refs = " ".join(found.mentions[:20])
        then.append(
            (_("look at"), _("others' records where the same name, phone or mail stands: {refs}").format(refs=refs))
        )
    then += [(_("look at"), _("an older copy of the book: {path}").format(path=path)) for path in found.copies]
    if found.copies:
        then.append(("", _("let go of the copies too: amflow book backups --forget-before tomorrow")))
    then.append(("", _("your own backups and exports still hold it")))
    return ChangeView("erased", item, _("{ref} is erased for good").format(ref=found.ref), then, undo=False)
