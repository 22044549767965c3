"""When what must be done, in which year, and by whom."""
