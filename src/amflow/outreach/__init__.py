"""Step 3, outreach: talks that were had, scripts, messages and campaigns."""
