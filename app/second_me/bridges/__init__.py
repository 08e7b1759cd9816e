"""Ways in for other programs: each a thin client of the agent, with its own narrow door."""
