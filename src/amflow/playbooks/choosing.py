"""Playbooks as a person chooses them: which there are, which the book is lived by, what changing it would change."""

from collections.abc import Callable
from pathlib import Path

from amflow import outfiles
from amflow.book import values
from amflow.book.store import Book
from amflow.errors import AmflowError, NotFound, Refused, Unusable, Usage
from amflow.locale import Text, _, listed, ngettext
from amflow.playbooks import sources
from amflow.playbooks.model import Playbook
from amflow.playbooks.titles import titles_by_key
from amflow.records import NamedTuple
from amflow.templates import FOLDERS


class Choice(NamedTuple):
    """A playbook that can be used."""

    name: str
    title: Text
    sentence: Text
    carries: tuple[str, ...]
    used: bool


class Difference(NamedTuple):
    """What comes and goes with another playbook: a kind of items (`checks`, `tiers`, …), and of each its key and title."""

    kind: str
    gained: tuple[tuple[str, Text], ...]
    lost: tuple[tuple[str, Text], ...]


def present(read: Callable[[str], Playbook], name: str) -> Playbook | None:
    """The playbook in use; none where its file has gone or has mistakes, so that one can leave it for another."""
    try:
        return read(name)
    except AmflowError:
        return None


def choices(read: Callable[[str], Playbook], folder: Path, used: str) -> list[Choice]:
    """Every playbook there is; one with mistakes is named as such and does not keep the others from being listed."""
    found = []
    for name, path, _shipped in sources.names(folder):
        try:
            playbook = read(name)
        except AmflowError:
            words = _("has mistakes: amflow playbook check {path}").format(path=path)
            found.append(Choice(name, Text(name, name), Text(words, words), (), name == used))
            continue
        found.append(Choice(name, playbook.title, playbook.sentence, playbook.carries, name == used))
    return found


def named(text: str, folder: Path, choices: Callable[[], list[Choice]]) -> str:
    """The name of the playbook that is meant: by its name, its title in either language or a part that one alone has, or its
    place in the list from 1; the text itself where it is none of them. The choices are asked for only where it is not a name:
    each is a file to read. Raises Usage for a place that is none, and for a part of several."""
    if any(text == name for name, _path, _shipped in sources.names(folder)):
        return text
    wanted, known = values.folded(text), choices()
    if wanted.isdecimal():
        if not 1 <= int(wanted[:4]) <= len(known):
            raise Usage(
                _("{n} is no number of the list").format(n=text), _("a number from 1 to {n}").format(n=len(known))
            )
        return known[int(wanted[:4]) - 1].name
    called = [(one, [values.folded(name) for name in (one.name, one.title.en, one.title.zh)]) for one in known]
    found = [one for one, names in called if wanted in names]
    found = found or [one for one, names in called if any(wanted in name for name in names)]
    if len(found) > 1:
        raise Usage(
            _("“{text}” may be several trades").format(text=text),
            listed([f"{one.title} ({one.name})" for one in found]),
        )
    return found[0].name if found else text


def check(text: str, folder: Path) -> Path:
    """The playbook's file, when it has no mistakes: named by path or by name. Raises NotFound; Unusable with every mistake
    and its line."""
    from pathlib import Path

    from amflow.playbooks.check import problems

    path = Path(text) if text.endswith(".toml") or Path(text).is_file() else sources.source(text, folder)
    if not path.is_file():
        raise NotFound(_("there is no file {path}").format(path=path), _("amflow playbook list shows the playbooks"))
    found = problems(path, folder)
    if found:
        lines = tuple(_("line {line}: {message}").format(line=one.line, message=one.message) for one in found)
        words = ngettext("{n} mistake in {path}", "{n} mistakes in {path}", len(found)).format(path=path)
        raise Unusable(words, _("docs/playbooks.md explains the format"), lines)
    return path


def unknown(book: Book, playbook: Playbook, before: Playbook | None) -> list[str]:
    """What is in the book and the playbook does not know, in words, those of the one `before` where it has them: those
    records stay as they are, and are treated as the lowest tier, or as a stage of no pipeline."""
    called = titles_by_key([*before.tiers, *before.pipelines]) if before else {}
    tiers = {tier.key for tier in playbook.tiers} | {""}
    stages = {(pipeline.key, stage.key) for pipeline in playbook.pipelines for stage in pipeline.stages}
    people = book.all("SELECT tier, count(*) AS n FROM customer WHERE status <> 'removed' GROUP BY tier")
    strange = [
        ngettext("{n} customer of tier {tier}", "{n} customers of tier {tier}", n).format(tier=called.get(tier, tier))
        for tier, n in people
        if tier not in tiers
    ]
    deals = book.all("SELECT pipeline, stage, count(*) AS n FROM deal WHERE state = 'open' GROUP BY pipeline, stage")
    places: dict[str, int] = {}
    for row in deals:
        if (row["pipeline"], row["stage"]) not in stages:
            # Where the whole pipeline is unknown its stages need not be told one by one.
            place = f"{row['pipeline']}/{row['stage']}" if playbook.pipeline(row["pipeline"]) else row["pipeline"]
            places[place] = places.get(place, 0) + row["n"]
    return strange + [
        ngettext("{n} open deal in {place}", "{n} open deals in {place}", n).format(place=called.get(place, place))
        for place, n in places.items()
    ]


def differences(before: Playbook | None, after: Playbook) -> list[Difference]:
    """What comes and goes with another playbook, by kind; nothing where the old one cannot be read any more."""
    if before is None:
        return []
    found = []
    for kind in ("checks", "tiers", "pipelines", "rules", "fields", "sources", "metrics"):
        old, new = _titles(before, kind), _titles(after, kind)
        gained = tuple((key, title) for key, title in new.items() if key not in old)
        lost = tuple((key, title) for key, title in old.items() if key not in new)
        if gained or lost:
            found.append(Difference(kind, gained, lost))
    return found


def _titles(playbook: Playbook, kind: str) -> dict[str, Text]:
    return {one.key: one.title for one in getattr(playbook, kind)}


def use(book: Book, name: str) -> None:
    """Live the book by that playbook from now on; nothing in it is lost."""
    with book.change("playbook use") as change:
        book.remember(change, "playbook", name)
        change.summary = name


def begin(name: str, parent: str, folder: Path) -> Path:
    """Begin a playbook of one's own in the folder: a file with comments that extends another. Gives its path.

    Raises Usage for a name that cannot be one, NotFound for an unknown parent, Refused where the file is there.
    """
    import re

    from amflow import locale

    if not re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,59}", name):
        raise Usage(
            _("“{name}” cannot be the name of a playbook").format(name=name),
            _("use letters, digits, - and _: my-branch"),
        )
    sources.source(parent, folder)
    path = folder / f"{name}.toml"
    if path.exists():
        raise Refused(_("{path} is there already").format(path=path), _("choose another name"), untouched=True)
    draft = FOLDERS["playbook"] / f"new.{locale.current()}.toml"
    text = draft.read_text("utf-8").replace("NAME", name).replace("PARENT", parent)
    outfiles.write_own(path, text, str(path))
    return path
