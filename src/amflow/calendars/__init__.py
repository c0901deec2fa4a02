"""Dates as account managers use them: words for dates, working days, offsets, periods, and how dates are shown."""
