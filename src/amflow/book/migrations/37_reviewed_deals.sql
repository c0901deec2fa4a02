-- A deal that was handed in for review or decided on is not quiet: the house went on with it.
UPDATE deal SET quiet_since = max(quiet_since, (SELECT max(coalesce(ended_on, asked_on)) FROM waiting
    WHERE deal_id = deal.id AND kind = 'review'))
WHERE state = 'open' AND EXISTS (SELECT 1 FROM waiting WHERE deal_id = deal.id AND kind = 'review');
