"""Step 4, conversion: deals, the office's part in them, what others owe, products."""
