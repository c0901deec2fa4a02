"""What was let out, and what was erased."""

from pathlib import Path
from typing import TYPE_CHECKING

from amflow import registry
from amflow.locale import _, listed, ngettext
from amflow.shell.views import ChangeView

if TYPE_CHECKING:
    from amflow.book.erasure.erase import Erased
    from amflow.files.export.export import Sent
    from amflow.files.export.whole_book import Held


def named(table: str) -> str:
    """A table or a part of an export, as a person calls it."""
    return _("rows") if table == "rows" else _(registry.called(table))


def everything(sent: "Sent") -> ChangeView:
    """What was let out into a file, and what is not in it."""
    item = {"file": sent.file, "format": sent.form, "masked": sent.masked, "records": sent.counts}
    then = [(named(what), f"{count:,}") for what, count in sent.counts.items() if count]
    if sent.bottoms:
        left = ngettext("{n} bottom line is not in it", "{n} bottom lines are not in it", sent.bottoms)
        then.append(("", _("{what}: {why}").format(what=left, why=_("amflow book backup copies everything"))))
    if sent.files:
        left = ngettext("{n} attached file is not in it", "{n} attached files are not in it", sent.files)
        then.append(("", _("{what}: {why}").format(what=left, why=_("amflow book backup copies everything"))))
    if not (sent.masked or sent.passed_on):
        then.append(("", _("readable by you alone; it holds people's data")))
    return ChangeView("export", item, _("written: {path}").format(path=sent.file), then, undo=False)


def person(held: "Held", target: Path) -> ChangeView:
    """That everything held on one person was written."""
    rows = sum(map(len, held.tables.values()))
    said = _("everything held on {name} ({ref}): {path}").format(name=held.name, ref=held.ref, path=target)
    then = [("", ngettext("{n} row", "{n} rows", rows))]
    return ChangeView("export", {"file": str(target), "ref": held.ref, "rows": rows}, said, then, undo=False)


def erased(found: "Erased") -> ChangeView:
    """What is gone, what was kept and why, and where to look besides."""
    from amflow.book.erasure.erase import COUNTED

    item = {
        "ref": found.ref,
        "erased": found.rows,
        "history": found.journal,
        "kept": [{"table": table, "rows": count, "why": why} for table, count, why in found.kept],
        "mentions": found.mentions,
        "copies": found.copies,
        "unopened": found.unopened,
        "pages": found.pages,
        "unclean": found.unclean,
    }
    then = [(named(table), str(count)) for table, count in found.rows.items()]
    then.append((_("history of changes"), ngettext("{n} line", "{n} lines", found.journal)))
    then += [(_("kept"), f"{named(table)} {count}: {why}") for table, count, why in found.kept]
    if lost := [named(table) for table in COUNTED if found.rows.get(table)]:
        words = _("of past days no longer count them: {what}; summaries that were handed in stay as they are")
        then.append((_("figures"), words.format(what=listed(lost))))
    if found.mentions:
        refs = " ".join(found.mentions[:20])
        then.append(
            (_("look at"), _("others' records where the same name, phone or mail stands: {refs}").format(refs=refs))
        )
    then += [(_("look at"), _("an older copy of the book: {path}").format(path=path)) for path in found.copies]
    shut = _("a copy that the book's passphrase does not open, the person may be in it: {path}")
    then += [(_("look at"), shut.format(path=path)) for path in found.unopened]
    then += [(_("look at"), _("a page that is open in an editor: {path}").format(path=path)) for path in found.pages]
    if found.copies or found.unopened:
        then.append(("", _("let go of the copies too: amflow book backups --forget-before tomorrow")))
    if found.unclean:
        left = _("traces may be left in the book's file ({why}): amflow book check --fix, once that is over")
        then.append((_("look at"), left.format(why=found.unclean)))
    then.append(("", _("your own backups and exports still hold it")))
    return ChangeView("erased", item, _("{ref} is erased for good").format(ref=found.ref), then, undo=False)
