"""Step six: what a day, a week, a month came to; figures, targets, deals, the plan, and what is next.

`figures.py` declares every figure and counts it, `sections.py` has the lists, `build.py` puts a summary together.
"""
