"""What a file would add to a practice's records, shown before anything is saved."""
