"""What the program says and does today, written down, and compared after the source was moved about.

python -m tools.record record    writes build/record/: thousands of command lines with what they answer, and what they write
python -m tools.record compare   does it again, and shows what is different; 1 where anything is

`--part 10 --seed 3` takes a tenth of it, drawn by the seed; `--with ../other/build/record` takes another
worktree's. The program is the one of the folder that this file lies in.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tools import record_book, record_lines, record_texts
from tools.record_place import BOOK, ROOT, Place, Said, program
from tools.record_texts import Part

FOLDER = ROOT / "build" / "record"
LANGUAGES = ("en", "zh")
FORMS = ("screen", "tabs", "json")
SLICES = 3
"""The ways to write are so many jobs."""

Entry = tuple[str, list[str]]


class Job(NamedTuple):
    """A file of the record, made in a process of its own: what is read once in a process is no answer to anything else."""

    kind: str
    lang: str
    about: str = ""
    shelf: Path = ROOT
    """Where the book with something of everything lies."""

    @property
    def name(self) -> str:
        """The name of the file."""
        return "-".join(one for one in (self.kind, self.about, self.lang) if one)

    def entries(self, part: Part) -> Iterator[Entry]:
        """What is asked for of this file, typed."""
        place = Place(self.lang)
        try:
            for heading, lines in KINDS[self.kind](place, self, part):
                yield heading, [place.plain(line) for line in lines]
        finally:
            place.leave()


def jobs(shelf: Path) -> list[Job]:
    """Every file of the record, the longest first."""
    books = ["prepared", *program().playbooks]
    reading = [("reading", lang, book) for book in books for lang in LANGUAGES]
    writing = [("writing", lang, str(number)) for lang in LANGUAGES for number in range(SLICES)]
    rest = [(kind, lang, "") for kind in ("doing", "asking") for lang in LANGUAGES]
    return [Job(*one, shelf) for one in (*reading, *writing, *rest, ("texts", "en", ""))]


def reading(place: Place, job: Job, part: Part) -> Iterator[Entry]:
    """What reads: in each form, whatever is no file."""
    tree = _tree(place)
    filled = _made(place, job, "" if job.about == "prepared" else job.about)
    for line, to_file in record_lines.reading(place.program, tree):
        for form in ("tabs",) if to_file else FORMS:
            heading = f"[{job.about} {job.lang} {form}] {line}"
            if part.has(heading):
                yield heading, _typed(place, filled, line, random.Random(line), form)


def writing(place: Place, job: Job, part: Part) -> Iterator[Entry]:
    """Each way to write until the book changes, with the rows that did; taken back again."""
    filled = _made(place, job)
    before = record_book.rows(place.book)
    for number, (command, way) in enumerate(record_lines.writing(place.program)):
        heading = f"[writing {job.lang}] {command} {way}"
        if number % SLICES == int(job.about) and part.has(heading):
            yield heading, _tried(place, filled, (command, way), before)


def _tried(place: Place, filled: Any, way: tuple[str, str], before: record_book.Rows) -> list[str]:
    """What each try said: a command may refuse what was drawn for it."""
    dice, lines = random.Random(" ".join(way)), []
    for _try in range(place.program.ways.TRIES):
        lines += _typed(place, filled, " ".join(way), dice, "tabs")
        changed = record_book.changes(before, record_book.rows(place.book))
        if changed:
            return [*lines, *changed, *_said(place, ["undo"], place.run("undo"))]
    return lines


def doing(place: Place, job: Job, part: Part) -> Iterator[Entry]:
    """What changes more than rows, line after line."""
    filled = _made(place, job)
    for line in record_lines.DOINGS:
        heading = f"[doing {job.lang}] {line}"
        if part.has(heading):
            yield heading, _typed(place, filled, line, random.Random(line), "tabs")


def asking(place: Place, job: Job, part: Part) -> Iterator[Entry]:
    """Help and misuse, on a screen as wide as any."""
    _made(place, job)
    for line in record_lines.asking(_tree(place)):
        heading = f"[asking {job.lang}] {line}"
        if part.has(heading):
            place.again()
            yield heading, _said(place, line.split(), place.run(*line.split()))


def texts(place: Place, _job: Job, part: Part) -> Iterator[Entry]:
    """What is no answer to a command line: the texts for translation, the reference, the schema and how it comes to be."""
    statements = record_book.traced()
    place.must("customer", "list")
    made = list(statements)
    catalogue = "".join(file.read_text("utf-8") for file in sorted((ROOT / "src").rglob("*.po")))
    found = {
        "texts for translation": "\n".join(sorted(_texts(catalogue))) + "\n",
        "docs/commands.md": (ROOT / "docs" / "commands.md").read_text("utf-8"),
        "the schema of a new book": record_book.schema(place.book),
        "how a new book is made": "".join(f"{statement};\n" for statement in made),
    }
    for name, text in found.items():
        if part.has(f"[texts] {name}"):
            yield f"[texts] {name}", record_texts.quoted("|", text)


def _texts(catalogue: str) -> set[str]:
    """The entries of a catalogue, without their comments."""
    blocks = (block.splitlines() for block in catalogue.split("\n\n"))
    return {" ".join(line for line in block if not line.startswith("#")) for block in blocks}


KINDS = {"reading": reading, "writing": writing, "doing": doing, "asking": asking, "texts": texts}


def _tree(place: Place) -> Any:
    from typer.main import get_command

    return get_command(place.program.app)


def _made(place: Place, job: Job, playbook: str = "") -> Any:
    """The demo book of the playbook, or without one the book with something of everything; gives what fills lines in."""
    ways = place.program.ways
    ways.ASKED.update(record_lines.ASKED)
    if playbook:
        place.must("demo", "--playbook", playbook, "--to", str(place.book))
    else:
        place.book.write_bytes((job.shelf / BOOK).read_bytes())
    filled = ways.Filled(place.book, place.folder, place.run)
    place.settle()
    ways.ASKED["script"] = record_lines.scripts([line[0] for line in place.run("script", "list").lines])
    return filled


def _prepare(shelf: Path) -> None:
    """Make the book with something of everything, the same one for both languages."""
    place = Place("en")
    try:
        place.program.ways.prepared(place.must, place.book)
        shutil.copy(place.book, shelf / BOOK)
    finally:
        place.leave()


def _typed(place: Place, filled: Any, line: str, dice: random.Random, form: str) -> list[str]:
    """One line after the other from the book as it was, with what they said and the files they wrote."""
    place.again()
    lines: list[str] = []
    for one in line.split(" ; "):
        words = filled.words("", one, dice.choice)
        if words is None:
            return [*lines, f"> {one}", "= the book has nothing of the kind"]
        lines += _said(place, words, place.run(*words, form=form))
    for name, content in place.made():
        lines += record_texts.of_file(name, content)
    return lines


def _said(place: Place, words: list[str], said: Said) -> list[str]:
    head = [f"> amflow {place.plain(' '.join(words))}", f"= {said.code}"]
    return [*head, *record_texts.quoted("|", said.stdout), *record_texts.quoted("!", said.stderr)]


def _work(task: tuple[Job, Part, Path]) -> tuple[str, int, float]:
    job, part, folder = task
    began = time.process_time()
    return job.name, record_texts.write(folder, job.name, job.entries(part)), time.process_time() - began


def made(folder: Path, part: Part, workers: int) -> int:
    """Write a record; gives how many entries it has."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    count = 0
    # A new process for each file, so that nothing is remembered from one to the next.
    context = get_context("forkserver")
    context.set_forkserver_preload(["tools.record_warm"])
    with tempfile.TemporaryDirectory() as shelf, context.Pool(workers, maxtasksperchild=1) as pool:
        pool.apply(_prepare, (Path(shelf),))
        for name, entries, seconds in pool.imap_unordered(_work, [(job, part, folder) for job in jobs(Path(shelf))]):
            count += entries
            print(f"{name}: {entries} in {seconds:.1f} s of a processor", file=sys.stderr)
    return count


def compared(folder: Path, part: Part, workers: int, *, everything: bool) -> int:
    """Compare the program with its record; 1 where anything differs."""
    was = {heading: lines for heading, lines in record_texts.read(folder).items() if part.has(heading)}
    if not was:
        print("there is no record: python -m tools.record record", file=sys.stderr)
        return 2
    again = ROOT / "build" / "record-now"
    made(again, part, workers)
    now = record_texts.read(again)
    said = record_texts.compare(was, now, everything=everything)
    print("\n".join([*said, f"{len(was.keys() & now.keys())} entries compared"]))
    return 1 if said else 0


def main(words: list[str]) -> int:
    """Record or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("-j", type=int, default=2, dest="workers", help="so many processes")
    parser.add_argument("--part", type=int, default=1, help="one entry in so many")
    parser.add_argument("--seed", type=int, default=0, help="draws which ones")
    parser.add_argument("--with", type=Path, default=FOLDER, dest="folder", help="where the record is kept")
    parser.add_argument("--all", action="store_true", dest="everything", help="show all that differs")
    said = parser.parse_args(words)
    part = Part(said.part, said.seed)
    if said.what == "compare":
        return compared(said.folder, part, said.workers, everything=said.everything)
    print(f"{made(said.folder, part, said.workers)} entries in {said.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
