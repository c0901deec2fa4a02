-- A firm that is a lead, or has a deal under way, is the customer: its people speak for it (`book/behind.py`).
UPDATE customer SET behind = CASE customer.kind
    WHEN 'person' THEN customer.tier = '' AND customer.client_since IS NULL AND EXISTS (
        SELECT 1 FROM customer AS firm WHERE firm.id = customer.organisation_id AND firm.kind = 'organisation'
        AND firm.status IN ('customer', 'lead')
        AND (firm.status = 'lead' OR firm.tier <> '' OR firm.intent <> '' OR firm.client_since IS NOT NULL OR firm.line <> ''
            OR EXISTS (SELECT 1 FROM deal WHERE deal.customer_id = firm.id AND deal.state = 'open')))
    ELSE NOT (customer.status = 'lead' OR customer.tier <> '' OR customer.intent <> '' OR customer.client_since IS NOT NULL
            OR customer.line <> ''
            OR EXISTS (SELECT 1 FROM deal WHERE deal.customer_id = customer.id AND deal.state = 'open'))
        AND EXISTS (SELECT 1 FROM customer AS one WHERE one.organisation_id = customer.id AND one.kind = 'person'
        AND one.status IN ('customer', 'lead'))
    END
    WHERE organisation_id IS NOT NULL OR kind = 'organisation';
