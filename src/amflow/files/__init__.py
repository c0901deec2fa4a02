"""Files in and out: forms, import, export."""
