"""What the pages ask for: plain forms whose problems are told beside their fields."""
