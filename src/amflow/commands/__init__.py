"""The commands: parse, call, show. No SQL, no Rich, no date arithmetic here."""

from amflow.commands import (
    act,
    book,
    config,
    customer,
    deal,
    files,
    log,
    note,
    playbook,
    product,
    script,
    summary,
    target,
    task,
    today,
)
from amflow.commands import help as helping

FAMILIES = (
    today.register,
    summary.register,
    today.register_plan,
    log.register,
    act.register,
    customer.register,
    deal.register,
    task.register,
    product.register,
    note.register,
    target.register,
    script.register,
    files.register,
    book.register,
    playbook.register,
    config.register,
    helping.register,
)
"""What puts each family of commands into the app, in the order in which help lists them."""
