"""What all tables share: the types of their columns, and the columns that every record has."""

from typing import Annotated

from pydantic import AfterValidator
from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from amflow.book.values import a_birthday, a_date, a_moment, a_time, an_instant, plain_text

Day = Annotated[str, AfterValidator(a_date)]
Clock = Annotated[str, AfterValidator(a_time)]
Moment = Annotated[str, AfterValidator(a_moment)]
Instant = Annotated[str, AfterValidator(an_instant)]
Birthday = Annotated[str, AfterValidator(a_birthday)]
Line = Annotated[str, AfterValidator(plain_text)]


def one_of(column: str, *words: str) -> CheckConstraint:
    """The column holds one of these words and nothing else."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Row(SQLModel):
    """What every record has: a number to type, a name unique in the world, when it was written and whose it is."""

    id: int | None = Field(default=None, primary_key=True)
    uid: str = Field(unique=True)
    created_at: Instant
    updated_at: Instant
    owner: str = ""
