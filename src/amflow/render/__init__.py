"""The look: records to terminal, tab-separated text, JSON and documents."""
