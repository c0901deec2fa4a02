"""Conditions that an index and its questions must state in the same words, or SQLite would read every row."""

REACHABLE_CLIENT = "status = 'customer' AND no_contact = 0 AND client_since IS NOT NULL"
"""Customers who have bought and may be contacted: the tier's cadence applies to them."""

REACHABLE_PROSPECT = "status = 'customer' AND no_contact = 0 AND client_since IS NULL AND intent = ''"
"""Customers who have not bought and whose intent is not known: the tier's cadence, as outreach."""

REACHABLE_WISH = "status IN ('customer', 'lead') AND no_contact = 0 AND intent <> ''"
"""Anyone with an intent: the intent's cadence applies to them."""

WITH_PROFIT_LINE = "take_profit_e4 IS NOT NULL AND sold_on IS NULL"
"""Holdings that are still held, with an upper line: what a new price may have crossed."""

WITH_LOSS_LINE = "stop_loss_e4 IS NOT NULL AND sold_on IS NULL"
"""The same with a lower line."""
REWARD_OPEN = "customer_id IS NOT NULL AND introduced_id IS NOT NULL AND rewarded_on IS NULL"
"""Introductions for which nobody was rewarded yet."""

THANKS_OPEN = "customer_id IS NOT NULL AND introduced_id IS NOT NULL AND thanked_on IS NULL"
"""Introductions for which nobody was thanked yet."""
