"""The first run: which trade, which book."""
