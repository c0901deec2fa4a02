-- Whoever did not answer was not talked to: a call that failed, a message sent.
UPDATE customer SET last_touch_on = (SELECT max(held_on) FROM touch WHERE reached = 1 AND (customer_id = customer.id
    OR id IN (SELECT touch_id FROM touch_with WHERE touch_with.customer_id = customer.id)))
    WHERE EXISTS (SELECT 1 FROM touch WHERE touch.customer_id = customer.id AND reached = 0
        AND held_on >= customer.last_touch_on)
    OR EXISTS (SELECT 1 FROM touch_with JOIN touch ON touch.id = touch_with.touch_id
        WHERE touch_with.customer_id = customer.id AND reached = 0 AND held_on >= customer.last_touch_on);
