"""Who the work is about: identity, file, needs, tiers, and finding them again."""
