"""Step 1 and 5: who must, may or need not report, at every level, and why."""
