"""The People & Facts page: the person themself first, then those they know."""
