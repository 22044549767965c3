"""Claims as practices have them (837P, CSV, Parquet, remittances) into one table of lines."""
