"""The locked register of customers and its access log (W09)."""
