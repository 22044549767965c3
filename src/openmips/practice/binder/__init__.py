"""The evidence binder: what proves a year's data, kept for six years so that any change shows."""
