"""Making anew what follows from the rows of a book: what finds them, readings, numbers as the world writes them."""

import sqlite3

from amflow.book import lookup, phones, readings


def mend(connection: sqlite3.Connection) -> int:
    """Do it, in one transaction; says how many names were read."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for row in connection.execute(
            "SELECT id, phone FROM customer WHERE phone <> '' AND phone_e164 = ''"
        ).fetchall():
            connection.execute(
                "UPDATE customer SET phone_e164 = ? WHERE id = ?", (phones.e164(row["phone"]), row["id"])
            )
        lookup.rebuild(connection)
        read = readings.fill(connection, readings.missing(connection))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return read
