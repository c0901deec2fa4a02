"""What a person should know of the customers that a file brought, beside the counts."""

from collections.abc import Iterator
from typing import Any

from amflow.book.money import Money
from amflow.book.store import Row
from amflow.files.import_.kept import few
from amflow.locale import _, ngettext

FAR_OFF = 1_000
"""By so much assets do not grow from one list to the next: a unit was lost on the way (万元)."""


class CustomerNotes:
    """Collects what happened to whom, as texts to be shown."""

    def __init__(self) -> None:
        self.renamed: list[str] = []
        self.far_off: list[str] = []
        """Whose assets are now what no year brings."""
        self.went: list[str] = []
        self.stay: list[str] = []
        """Whose organisation is another now, and who stays with theirs."""
        self.left: list[str] = []
        """Who was removed, and is not brought back."""
        self.by_mail: list[str] = []
        self.firms: list[str] = []
        """Whose name is a firm's."""
        self.of_trade: list[str] = []
        """Who is an organisation because the trade's customers are."""
        self.rung: list[str] = []
        """Who was known by the name, and has another phone now."""
        self.namesakes: list[tuple[str, int, int]] = []
        """Who is new and has the name of somebody in the book: the name, and the numbers of both."""
        self.no_firms: list[str] = []
        """Words for somebody without an employer, where one was to stand."""
        self.cards = 0
        """How many cards are new customers."""
        self.parts = self.alone = 0
        """How many rows are of those merged into somebody, and how many name only a firm."""

    def assets(self, found: Row, changes: dict[str, Any]) -> None:
        """Note assets that a lost unit may have made."""
        was, now, currency = found["assets_minor"] or 0, changes.get("assets_minor") or 0, found["currency"]
        if was > 0 < now and max(was / now, now / was) >= FAR_OFF and currency == changes.get("currency", currency):
            self.far_off.append(f"{found['name']} {Money(was, currency).plain()} → {Money(now, currency).plain()}")

    def sentences(self) -> Iterator[str]:
        """Everything, a sentence each."""
        yield from self._by_name()
        if self.cards:
            yield ngettext(
                "{n} card is a customer from now on: whom amflow customer remove takes out, no file brings back",
                "{n} cards are customers from now on: whom amflow customer remove takes out, no file brings back",
                self.cards,
            )
        if self.renamed:
            words = _("known by their phone or mail, and called as the file has it: {names}")
            yield (words.format(names=few(self.renamed)))
        if self.far_off:
            words = _("assets a thousand times what they were, or less: is the unit right? {names}")
            yield words.format(names=few(self.far_off))
        if self.left:
            words = ngettext(
                "{n} row is of somebody whom you removed, and is left: {names} (--take brings them back)",
                "{n} rows are of people whom you removed, and are left: {names} (--take brings them back)",
                len(self.left),
            )
            yield (words.format(n=len(self.left), names=few(self.left)))
        if self.went:
            yield (_("with another organisation now: {names}").format(names=few(self.went)))
        if self.stay:
            words = _("left with the firm that is known, for of the other there is only the name: {names}")
            yield (words.format(names=few(self.stay)))
        if self.parts:
            words = ngettext(
                "{n} row is of somebody who was merged into another, and changes nothing",
                "{n} rows are of people who were merged into others, and change nothing",
                self.parts,
            )
            yield (words.format(n=self.parts))
        if self.alone:
            words = ngettext(
                "{n} row names nobody but a firm, and was taken for the firm",
                "{n} rows name nobody but a firm, and were taken for the firm",
                self.alone,
            )
            yield (words.format(n=self.alone))
        if self.by_mail:
            words = ngettext(
                "{n} row has no name, and is called by its mail: {names}",
                "{n} rows have no name, and are called by their mail: {names}",
                len(self.by_mail),
            )
            yield (words.format(n=len(self.by_mail), names=few(self.by_mail)))
        if self.no_firms:
            words = _("no firms, and kept as what they do: {names}")
            yield words.format(names=few(list(dict.fromkeys(self.no_firms))))
        yield from self._firms()

    def _by_name(self) -> Iterator[str]:
        """Who is known by the name alone, and who only shares it."""
        if self.rung:
            words = _("known by their name, with another phone now: {names}")
            yield words.format(names=few(self.rung))
        if self.namesakes:
            _name, new, there = self.namesakes[0]
            yield ngettext(
                "{n} new row has the name of somebody in the book, and another phone: {names} (the same one? {command})",
                "{n} new rows have the names of others in the book, and other phones: {names} (the same one? {command})",
                len(self.namesakes),
            ).format(
                n=len(self.namesakes),
                names=few(
                    [
                        _("{name} (c{id}, as c{other})").format(name=name, id=id_, other=other)
                        for name, id_, other in self.namesakes
                    ]
                ),
                command=f"amflow customer merge c{there} c{new}",
            )

    def _firms(self) -> Iterator[str]:
        """Who is an organisation though no column says so."""
        if self.of_trade:
            words = ngettext(
                "{n} row was taken as an organisation, as this trade's customers are: {names} (a column kind says otherwise)",
                "{n} rows were taken as organisations, as this trade's customers are: {names} (a column kind says otherwise)",
                len(self.of_trade),
            )
            yield words.format(n=len(self.of_trade), names=few(self.of_trade))
        if self.firms:
            yield (
                ngettext(
                    "{n} name is a firm's, and was taken as an organisation: {names} (a column kind says otherwise)",
                    "{n} names are those of firms, and were taken as organisations: {names} (a column kind says otherwise)",
                    len(self.firms),
                ).format(names=few(self.firms))
            )
