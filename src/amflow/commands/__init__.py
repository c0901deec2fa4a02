"""The commands: parse, call, show. No SQL, no Rich, no date arithmetic here."""

from amflow.commands import book, config, files, note, product, summary, target
from amflow.commands import help as helping

FAMILIES = (
    summary.register,
    target.register,
    product.register,
    note.register,
    files.register,
    book.register,
    config.register,
    helping.register,
)
"""What puts each family of commands into the app, in the order in which help lists them."""
