"""The Graph page: who and what belongs together."""
