"""What a person should know of the customers that a file brought, beside the counts."""

from collections.abc import Iterator

from amflow.files.import_.kept import few
from amflow.locale import _, ngettext


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
        self.no_firms: list[str] = []
        """Words for somebody without an employer, where one was to stand."""
        self.cards = 0
        """How many cards are new customers."""
        self.parts = self.alone = 0
        """How many rows are of those merged into somebody, and how many name only a firm."""

    def sentences(self) -> Iterator[str]:
        """Everything, a sentence each."""
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
        if self.firms:
            yield (
                ngettext(
                    "{n} name is a firm's, and was taken as an organisation: {names} (a column kind says otherwise)",
                    "{n} names are those of firms, and were taken as organisations: {names} (a column kind says otherwise)",
                    len(self.firms),
                ).format(names=few(self.firms))
            )
