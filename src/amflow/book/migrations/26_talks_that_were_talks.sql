-- Whoever did not answer was not talked to: a call that failed, a message sent.
UPDATE customer SET last_touch_on = (SELECT max(held_on) FROM touch WHERE customer_id = customer.id AND reached = 1)
    WHERE last_touch_on IS NOT (SELECT max(held_on) FROM touch WHERE customer_id = customer.id AND reached = 1);
