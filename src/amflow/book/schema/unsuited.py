"""The table of what was done although a product does not suit a customer. Part of `models.py`, the place to begin."""

from typing import Any, ClassVar

from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row, one_of


class Unsuited(Row, table=True):
    """A product that a customer took or is about to, although it does not suit them: the reason is kept (`W12`)."""

    __tablename__: ClassVar[Any] = "unsuited"
    __table_args__: ClassVar[Any] = (one_of("verdict", "too-high", "no-class", "not-assessed", "expired"),)

    customer_id: int = Field(foreign_key="customer.id", index=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    holding_id: int | None = Field(default=None, foreign_key="holding.id", index=True)
    verdict: str
    """Why it did not suit: its risk is above the tolerance, or one of the two is not known, or no longer."""
    risk: str = ""
    """The product's risk class on that day."""
    tolerance: str = ""
    """What the customer could bear on that day."""
    assessed_on: Day | None = None
    on_date: Day
    why: Line
    """The reason."""
