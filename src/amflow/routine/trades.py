"""Playbooks as a person chooses them: which there are, which the book is lived by, what changing it would change."""

from typing import TYPE_CHECKING, NamedTuple

from amflow.errors import AmflowError, NotFound, Unusable
from amflow.locale import _, ngettext
from amflow.playbooks import loader
from amflow.playbooks.model import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amflow.book.store import Book
    from amflow.playbooks.model import Playbook


class Choice(NamedTuple):
    """A playbook that can be used."""

    name: str
    title: Text
    sentence: Text
    carries: tuple[str, ...]
    used: bool
    shipped: bool


def choices(read: "Callable[[str], Playbook]", folder: "Path", used: str) -> list[Choice]:
    """Every playbook there is; one with mistakes is named as such and does not keep the others from being listed."""
    found = []
    for name, path, shipped in loader.names(folder):
        try:
            playbook = read(name)
        except AmflowError:
            words = _("has mistakes: amflow playbook check {path}").format(path=path)
            found.append(Choice(name, Text(name, name), Text(words, words), (), name == used, shipped))
            continue
        found.append(Choice(name, playbook.title, playbook.sentence, playbook.carries, name == used, shipped))
    return found


def check(text: str, folder: "Path") -> "Path":
    """The playbook's file, when it has no mistakes: named by path or by name. Raises NotFound; Unusable with every mistake
    and its line."""
    from pathlib import Path

    from amflow.playbooks.check import problems

    path = Path(text) if text.endswith(".toml") or Path(text).is_file() else loader.source(text, folder)
    if not path.is_file():
        raise NotFound(_("there is no file {path}").format(path=path), _("amflow playbook list shows the playbooks"))
    found = problems(path, folder)
    if found:
        lines = tuple(_("line {line}: {message}").format(line=one.line, message=one.message) for one in found)
        words = ngettext("{n} mistake in {path}", "{n} mistakes in {path}", len(found)).format(path=path)
        raise Unusable(words, _("docs/playbooks.md explains the format"), lines)
    return path


def use(book: "Book", name: str, playbook: "Playbook") -> list[str]:
    """Live the book by another playbook from now on; nothing in it is lost. Gives what the new one does not know, in
    words: those records stay as they are, and are treated as the lowest tier, or as a stage of no pipeline."""
    with book.change("playbook use") as change:
        book.remember(change, "playbook", name)
        change.summary = name
    tiers = {tier.key for tier in playbook.tiers} | {""}
    stages = {(pipeline.key, stage.key) for pipeline in playbook.pipelines for stage in pipeline.stages}
    people = book.all("SELECT tier, count(*) AS n FROM customer WHERE status <> 'removed' GROUP BY tier")
    strange = [
        _("{n} customers of tier {tier}").format(n=row["n"], tier=row["tier"])
        for row in people
        if row["tier"] not in tiers
    ]
    deals = book.all("SELECT pipeline, stage, count(*) AS n FROM deal WHERE state = 'open' GROUP BY pipeline, stage")
    return strange + [
        _("{n} open deals in {pipeline}/{stage}").format(n=row["n"], pipeline=row["pipeline"], stage=row["stage"])
        for row in deals
        if (row["pipeline"], row["stage"]) not in stages
    ]
