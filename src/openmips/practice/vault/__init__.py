"""Where a practice's files lie: whole, private, under the digest of what they hold."""
