"""The table of messages: drafts with words of their own, and what was marked sent. Part of `models.py`."""

from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from amflow.book.schema.row import Clock, Day, Row, one_of


class Message(Row, table=True):
    """A message to a customer (`m5`): a draft once somebody wrote or edited it, then sent or left out (`W11`).

    What a rule makes due is no row until then. The touch says that it was sent; this says of which kind it was.
    """

    __tablename__: ClassVar[Any] = "message"
    __table_args__: ClassVar[Any] = (
        one_of("state", "draft", "sent", "skipped"),
        Index("message_customer", "customer_id", "state", "rule", "for_date"),
        Index("message_drafts", "rule", "customer_id", sqlite_where=text("state = 'draft'")),
        Index("message_state", "state", "sent_on", "category"),
    )

    customer_id: int = Field(foreign_key="customer.id")
    rule: str = ""
    """The rule that made it due; empty for one that somebody wrote."""
    for_date: Day | None = None
    """With `rule`: the date of the event."""
    category: str = ""
    """The playbook's kind of messages that it is counted under."""
    template: str = ""
    """The template that its words come from, while nobody has changed them."""
    text: str = ""
    """Its words; of a draft empty where the template's are meant."""
    state: str = "draft"
    sent_on: Day | None = None
    sent_at: Clock = ""
    touch_id: int | None = Field(default=None, foreign_key="touch.id", index=True)
    why: str = ""
    """Why it was sent although the check had something against it, or why it was left out."""
