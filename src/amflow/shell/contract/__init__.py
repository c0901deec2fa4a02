"""What `--json` tells: its dialect, and the schemas of every shape."""
