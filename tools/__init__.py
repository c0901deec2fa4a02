"""Programs for whoever works on amflow."""
