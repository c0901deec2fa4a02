"""Step 6, summary: figures, targets, gaps, analysis, reports and the meeting."""
