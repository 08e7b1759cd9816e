"""Quick recall: one line over whatever one is doing, results as one types."""
