"""The tables of what is sold and what customers bought: products, holdings, orders, prices. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from amflow.book.schema.row import Day, Line, Row
from amflow.book.shared_conditions import WITH_LOSS_LINE, WITH_PROFIT_LINE


class Product(Row, table=True):
    """What is sold (`p3`)."""

    __tablename__: ClassVar[Any] = "product"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("price_minor IS NULL OR price_minor >= 0", name="price_not_negative"),
        CheckConstraint("least_minor IS NULL OR least_minor >= 0", name="least_not_negative"),
        UniqueConstraint("external_source", "external_key", name="product_external"),
    )

    name: Line = Field(index=True)
    name_key: str = Field(index=True)
    series: Line = ""
    price_minor: int | None = None
    currency: str = ""
    description: str = ""
    service: str = ""
    """The key of the playbook's kind of service; what is financial may only be proposed where its risk fits (`W12`)."""
    risk: str = ""
    """The key of the playbook's risk class."""
    term: str = ""
    """How long the money is bound, as an offset: `90d`, `6m`; empty where it is not."""
    least_minor: int | None = None
    """The smallest amount that can be put in."""
    aspects: str = "{}"
    """What the playbook wants known of every product (`W03`): a JSON object of texts by the aspect's key."""
    external_source: str | None = None
    external_key: str | None = None


class Holding(Row, table=True):
    """What a customer has bought and still has: a deposit, a fund, a note (`h5`)."""

    __tablename__: ClassVar[Any] = "holding"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("quantity_e4 IS NULL OR quantity_e4 >= 0", name="quantity_not_negative"),
        CheckConstraint("amount_minor IS NULL OR amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("cost_minor IS NULL OR cost_minor >= 0", name="cost_not_negative"),
        CheckConstraint("take_profit_e4 IS NULL OR take_profit_e4 > 0", name="take_profit_positive"),
        CheckConstraint("stop_loss_e4 IS NULL OR stop_loss_e4 > 0", name="stop_loss_positive"),
        CheckConstraint("sold_minor IS NULL OR sold_minor >= 0", name="sold_not_negative"),
        UniqueConstraint("external_source", "external_key", name="holding_external"),
        Index("holding_bought", "bought_on"),
        Index("holding_matures", "matures_on"),
        Index("holding_sold", "sold_on"),
        Index("holding_profit", "product_id", "take_profit_e4", sqlite_where=text(WITH_PROFIT_LINE)),
        Index("holding_loss", "product_id", "stop_loss_e4", sqlite_where=text(WITH_LOSS_LINE)),
    )

    customer_id: int = Field(foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    name: Line
    """What it is called: by itself the product's name."""
    quantity_e4: int | None = None
    """Units in ten-thousandths: 1,234.56 fund units are 12345600."""
    amount_minor: int | None = None
    """What it is worth, or the sum that matures."""
    cost_minor: int | None = None
    """What was paid for all of it."""
    currency: str = ""
    bought_on: Day | None = None
    matures_on: Day | None = None
    external_source: str | None = None
    external_key: str | None = None
    take_profit_e4: int | None = None
    """The upper line that the customer set: a price of one unit, as prices are kept. Reaching it is a fact to tell."""
    stop_loss_e4: int | None = None
    """The lower line."""
    sold_on: Day | None = None
    """When it was sold, redeemed or paid out; what was sold of a holding in parts is a holding of its own."""
    sold_minor: int | None = None
    """What came of it."""


class Order(Row, table=True):
    """What a customer ordered, and whether it came when it was promised (`o4`). It may outlive who ordered."""

    __tablename__: ClassVar[Any] = "orders"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("quantity_e4 IS NULL OR quantity_e4 >= 0", name="quantity_not_negative"),
        CheckConstraint("amount_minor IS NULL OR amount_minor >= 0", name="amount_not_negative"),
        UniqueConstraint("external_source", "external_key", name="orders_external"),
        Index("orders_day", "ordered_on"),
        Index("orders_late", "delivered_on", "promised_on"),
        Index("orders_promised", "promised_on"),
    )

    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    name: Line
    """What was ordered: by itself the product's name."""
    quantity_e4: int | None = None
    """Units in ten-thousandths."""
    amount_minor: int | None = None
    currency: str = ""
    ordered_on: Day
    promised_on: Day | None = None
    delivered_on: Day | None = None
    external_source: str | None = None
    external_key: str | None = None
    cancelled_on: Day | None = None
    """When it was called off: it is neither owed nor late any more."""
    why: Line = ""
    """Why it was called off, or came late."""


class Price(Row, table=True):
    """What a product was worth on a day."""

    __tablename__: ClassVar[Any] = "price"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("price_e4 >= 0", name="price_not_negative"),
        UniqueConstraint("product_id", "on_date", name="price_once"),
        Index("price_day", "on_date", "product_id"),
    )

    product_id: int = Field(foreign_key="product.id")
    on_date: Day
    price_e4: int
    """For one unit, in ten-thousandths of the currency's unit: a fund's net value has four decimals."""
    currency: str = ""
