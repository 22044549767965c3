"""Part B claims in, measure results out: what was answered, what still lacks a code."""
