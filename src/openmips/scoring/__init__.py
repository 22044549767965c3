"""The scoring rules: from what an entity did to its final score, with every reason."""
