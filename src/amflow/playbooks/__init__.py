"""The workflows of a trade as TOML files, and how they are read, checked and kept compiled."""
