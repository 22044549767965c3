"""The answers over HTTP, for other programs."""
