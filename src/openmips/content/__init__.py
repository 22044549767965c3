"""What a practice may want to read: words, answers, addresses, and what each date is about."""
