"""Step 5, callback: calls that are due, cases, satisfaction, holdings and orders."""
