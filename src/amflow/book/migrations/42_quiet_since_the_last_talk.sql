-- Whoever was talked to before they came into this book, as an old list says, is quiet since that talk.
UPDATE customer SET quiet_since = last_touch_on WHERE last_touch_on < quiet_since;
