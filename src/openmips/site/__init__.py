"""How the web application is set up: settings, addresses, and the ways to run it."""
