"""What every measure stands on: where the data are, books made through `amflow import`, and questions put to `amflow … --json`
with the clock of a day that is long past."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tools.measure import generated
from tools.record_place import Place

MAPS = Path(__file__).resolve().parents[2] / "examples" / "crm-sales"


class Figure(NamedTuple):
    """One number that is to be reached."""

    name: str
    reached: float | None
    """None where the book could not say it."""
    bound: float
    most: bool = False
    """Whether the bound is the most that it may be; else the least."""
    form: str = "{:.3f}"
    """How it is written: `{:.1%}` for a share."""
    note: str = ""

    @property
    def good(self) -> bool:
        """Whether it is reached."""
        if self.reached is None:
            return False
        return self.reached <= self.bound if self.most else self.reached >= self.bound

    def said(self) -> str:
        """`ok     team's forecast at mid-month: 6.6%  (≤ 8.0%)`."""
        reached = "–" if self.reached is None else self.form.format(self.reached)
        bound = f"{'≤' if self.most else '≥'} {self.form.format(self.bound)}"
        return (
            f"{'ok' if self.good else 'short':<6} {self.name}: {reached}  ({bound}){f'  {self.note}' * bool(self.note)}"
        )


class Bench:
    """A throw-away home with as many books as are wanted."""

    def __init__(self, data: Path | None, say: Callable[[str], None] = lambda _text: None) -> None:
        self.place = Place("en")
        self.given = data
        self.say = say

    def leave(self) -> None:
        """Take home and books away."""
        self.place.leave()

    def data(self, name: str) -> Path:
        """The folder of these data: the real ones, or small ones that are generated where they are not there."""
        if self.given and (self.given / name).is_dir():
            return self.given / name
        folder = self.place.folder / name
        if not folder.exists():
            folder.mkdir()
            generated.MAKERS[name](folder)
        return folder

    def real(self, name: str) -> bool:
        """Whether the data of this name are the real ones."""
        return bool(self.given and (self.given / name).is_dir())

    def run(self, book: str, on: str, *words: str) -> Any:
        """What a command line said of a book (the name of one) on a day (`2017-06-15`, at noon, or with its time), as JSON.
        Raises RuntimeError where it refuses."""
        os.environ["AMFLOW_BOOK"] = str(self.place.home / f"{book}.db")
        os.environ["AMFLOW_NOW"] = on if "T" in on else f"{on}T12:00"
        said = self.place.run(*words, form="json")
        if said.code:
            raise RuntimeError(f"{words}: {said}")
        return json.loads(said.stdout)

    def copy(self, book: str, other: str) -> str:
        """A copy of a book, to be changed; its name."""
        (self.place.home / f"{other}.db").write_bytes((self.place.home / f"{book}.db").read_bytes())
        return other

    def crm(self, seller: str = "", on: str = "2018-01-02") -> str:
        """The book of a seller of the CRM data, or of the whole team; its name. All that ever happened is in it: what a question
        about a day before may know is for the command to see to."""
        name = f"crm-{seller.replace(' ', '-').lower() or 'team'}"
        if not (self.place.home / f"{name}.db").exists():
            folder = self.data("crm-sales")
            mine = ("--where", f"sales_agent={seller}") if seller else ()
            self.say(f"importing the book of {seller or 'the team'}")
            for file, map_, more in (
                ("accounts.csv", "accounts.toml", ("--as", "customer")),
                ("products.csv", "products.toml", ("--as", "product")),
                ("sales_pipeline.csv", "pipeline.toml", ("--as", "deal", *mine)),
            ):
                self.run(name, on, "import", str(folder / file), *more, "--map", str(MAPS / map_))
        return name
