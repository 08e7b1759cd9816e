"""The first-run assistant: from nothing to a first answered question."""
