"""The tables of looking after customers: what they bought, its prices, their cases with every step, their satisfaction."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from amflow.book.derived_columns import WITH_LOSS_LINE, WITH_PROFIT_LINE
from amflow.book.schema.row import Brought, Clock, Code, Day, Line, Moment, OfFirm, Row, Words, not_negative, one_of


class Holding(Brought, table=True):
    """What a customer has bought and still has: a deposit, a fund, a note (`h5`)."""

    __tablename__: ClassVar[Any] = "holding"
    __table_args__: ClassVar[Any] = (
        *not_negative("quantity_e4", "amount_minor", "cost_minor", "sold_minor"),
        CheckConstraint("take_profit_e4 IS NULL OR take_profit_e4 > 0", name="take_profit_positive"),
        CheckConstraint("stop_loss_e4 IS NULL OR stop_loss_e4 > 0", name="stop_loss_positive"),
        UniqueConstraint("external_source", "external_key", name="holding_external"),
        Index("holding_bought", "bought_on"),
        Index("holding_matures", "matures_on", sqlite_where=text("sold_on IS NULL")),
        Index("holding_sold", "sold_on"),
        Index("holding_product", "product_id", "customer_id"),
        Index("holding_profit", "product_id", "take_profit_e4", sqlite_where=text(WITH_PROFIT_LINE)),
        Index("holding_loss", "product_id", "stop_loss_e4", sqlite_where=text(WITH_LOSS_LINE)),
    )

    customer_id: int = Field(foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    """The deal that it was bought in."""
    replaces_id: int | None = Field(default=None, foreign_key="holding.id", index=True)
    """The holding that was paid out for it: a deposit that is renewed."""
    name: Line
    """What it is called: by itself the product's name."""
    quantity_e4: int | None = None
    """Units in ten-thousandths: 1,234.56 fund units are 12345600."""
    amount_minor: int | None = None
    """What it is worth, or the sum that matures; of a loan what was lent."""
    cost_minor: int | None = None
    """What was paid for all of it."""
    currency: Code = ""
    bought_on: Day | None = None
    matures_on: Day | None = None
    take_profit_e4: int | None = None
    """The upper line that the customer set: a price of one unit, as prices are kept. Reaching it is a fact to tell."""
    stop_loss_e4: int | None = None
    """The lower line."""
    sold_on: Day | None = None
    """When it was sold, redeemed or paid out; what was sold of a holding in parts is a holding of its own."""
    sold_minor: int | None = None
    """What came of it; of a loan what has been repaid, also while it runs."""


class Order(Brought, table=True):
    """What a customer ordered, and whether it came when it was promised (`o4`). It may outlive who ordered."""

    __tablename__: ClassVar[Any] = "orders"
    __table_args__: ClassVar[Any] = (
        *not_negative("quantity_e4", "amount_minor"),
        UniqueConstraint("external_source", "external_key", name="orders_external"),
        Index("orders_day", "ordered_on"),
        Index("orders_late", "delivered_on", "promised_on"),
        Index("orders_promised", text("coalesce(broken_on, promised_on)")),
        Index("orders_came", "customer_id", "delivered_on", sqlite_where=text("delivered_on IS NOT NULL")),
    )

    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    """The deal that it belongs to."""
    name: Line
    """What was ordered: by itself the product's name."""
    quantity_e4: int | None = None
    """Units in ten-thousandths."""
    amount_minor: int | None = None
    currency: Code = ""
    ordered_on: Day
    promised_on: Day | None = None
    broken_on: Day | None = None
    """The day that was promised first and passed unkept: whatever is promised afterwards, it is not on time."""
    delivered_on: Day | None = None
    """When the last of it came."""
    cancelled_on: Day | None = None
    """When it was called off: it is neither owed nor late any more."""
    why: Line = ""
    """Why it was called off, or came late."""


class Delivery(Row, table=True):
    """A part of an order that came: an order is on time by the day on which the last part did (`W05`, `W10`)."""

    __tablename__: ClassVar[Any] = "delivery"
    __table_args__: ClassVar[Any] = not_negative("quantity_e4")

    order_id: int = Field(foreign_key="orders.id", index=True)
    on_date: Day
    quantity_e4: int
    why: Line = ""


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
    currency: Code = ""


class Case(OfFirm, table=True):
    """A complaint, dispute, problem or question that a customer brought, with the clocks that run over it (`W03`, `W07`)."""

    __tablename__: ClassVar[Any] = "cases"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "complaint", "problem", "question", "dispute"),
        one_of("severity", "low", "normal", "high", "urgent"),
        one_of("state", "open", "resolved"),
        Index("cases_customer", "customer_id", "state", "opened_on"),
        Index("cases_open", "state", "breaks_at"),
        Index("cases_opened", "opened_on", "kind", "answered_on", "answered_at", "answer_by"),
        Index(
            "cases_resolved",
            "resolved_on",
            "state",
            "customer_id",
            "kind",
            "solve_by",
            "resolved_at",
            "created_at",
        ),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "answered_at resolved_at firm_id": "no other program has asked for it yet",
        "answer_by solve_by breaks_at": "follow from the clocks of the playbook",
    }

    customer_id: int = Field(foreign_key="customer.id")
    deal_id: int | None = Field(default=None, foreign_key="deal.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    title: Line
    kind: Code
    severity: Code
    state: Code = "open"
    opened_on: Day
    opened_at: Clock
    answered_on: Day | None = None
    """When the customer had a first answer; an answer that solves it at once is both."""
    answered_at: Clock = ""
    resolved_on: Day | None = None
    resolved_at: Clock = ""
    answer_by: Moment = ""
    """When the first answer is owed, local; empty where no clock runs. Promised when it was opened, so it is kept."""
    solve_by: Moment = ""
    breaks_at: Moment = ""
    """Which of the two is next while it is open (kept); far away where no clock runs, empty once it is resolved."""
    escalated_to: Line = ""
    """Who has it now, where it was passed up."""
    reported_on: Day | None = None
    """When it was last reported up."""


class CaseStep(Row, table=True):
    """What was done about a case, and when."""

    __tablename__: ClassVar[Any] = "case_step"
    __table_args__: ClassVar[Any] = (
        one_of("kind", "opened", "answered", "noted", "escalated", "reported", "resolved", "reopened", "changed"),
        Index("case_step_case", "case_id", "on_date", "at_time"),
    )
    not_in_views: ClassVar[dict[str, str]] = {"*": "no other program has asked for it yet"}

    case_id: int = Field(foreign_key="cases.id")
    kind: Code
    on_date: Day
    at_time: Clock
    text: Words = ""
    whom: Line = ""
    """To whom it was passed or reported."""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)


class Score(OfFirm, table=True):
    """How satisfied a customer said to be: CSAT from 1 to 5, or NPS (would you recommend us) from 0 to 10."""

    __tablename__: ClassVar[Any] = "score"
    __table_args__: ClassVar[Any] = (
        one_of("scale", "csat", "nps"),
        CheckConstraint("value BETWEEN 0 AND 10 AND (scale = 'nps' OR value BETWEEN 1 AND 5)", name="value_on_scale"),
        Index("score_customer", "customer_id", "on_date"),
        Index("score_day", "on_date", "scale", "value"),
    )
    not_in_views: ClassVar[dict[str, str]] = {
        "touch_id": "the talk that it came out of",
        "firm_id": "as the talks have it",
    }

    customer_id: int = Field(foreign_key="customer.id")
    scale: Code
    value: int
    on_date: Day
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    why: Line = ""
    """What the customer said beside it."""
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    """The case whose solution was rated."""
