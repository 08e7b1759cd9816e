"""The page before a locked vault."""
