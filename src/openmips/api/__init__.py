"""What other programs ask over HTTP: the same actions and answers as pages and commands."""
