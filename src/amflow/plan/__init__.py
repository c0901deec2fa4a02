"""Step 7, the next day's plan: what is proposed, how it fits, plan against actual, the territory."""
