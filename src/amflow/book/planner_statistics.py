"""What SQLite's planner is told of a book: the proportions of a large one, fixed, so that every book is read the same way.

Without them it takes `status = ?` for the better filter beside a range of dates, and reads nine of ten customers.
A line is table, index, rows, and for each of the index's columns how many rows share a value of it and those before.
"""

LINES = """
change ix_change_undone_by 400000 10
customer customer_added 100000 55
customer customer_clients 60000 20000 25
customer customer_converted 100000 55
customer customer_dropped 100000 55
customer sqlite_autoindex_customer_2 100000 50000 1
customer customer_found 100000 55
customer customer_intents 30000 10000 13 6 2
customer customer_leads 100000 33334 37
customer customer_signals 100000 33334 8000 37
customer customer_prospects 20000 6000 10
customer ix_customer_birthday_md 100000 300
customer ix_customer_name_key 100000 4
customer ix_customer_organisation_id 100000 20
customer ix_customer_phone_key 100000 1
customer ix_customer_referrer_id 100000 20
deal deal_closed 200000 66667 55 40 40 2 1 1
deal deal_open 200000 66667 33334 22223
deal deal_opened 200000 110
deal deal_quiet 200000 66667 47
deal ix_deal_customer_id 200000 3
deal ix_deal_product_id 200000 4000
deal_stage deal_stage_entered 400000 220
deal_stage ix_deal_stage_deal_id 400000 2
journal ix_journal_change_id 2000000 5
journal journal_row 2000000 300000 3
settled ix_settled_customer_id 50000 2
settled ix_settled_touch_id 50000 2
settled settled_day 50000 30 20
settled settled_until 50000 30
settled sqlite_autoindex_settled_2 50000 15000 2 1
task ix_task_deal_id 50000 3
task ix_task_touch_id 50000 2
task task_customer 50000 2 2 1
task task_done 50000 30
task task_due 50000 25000 30 6
touch ix_touch_deal_id 1000000 5
touch touch_customer 1000000 11 1
touch touch_day 1000000 550 180
touch touch_reached 1000000 11 6 1
"""


def rows() -> list[tuple[str, str, str]]:
    """The lines as `sqlite_stat1` takes them; an index that the book does not have is ignored."""
    return [tuple(line.split(" ", 2)) for line in LINES.split("\n") if line]  # type: ignore[misc]
