"""Step 1, preparation: the morning brief, visits, events, goals, notes and news."""
