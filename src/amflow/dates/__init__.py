"""Dates in words, working days, the lunar calendar and what recurs."""
