"""The pages: each reads what was asked, calls a rule or an action, and shows the answer."""
