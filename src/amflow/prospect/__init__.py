"""Step 2, prospecting: leads, referrals, and who came to the counter."""
