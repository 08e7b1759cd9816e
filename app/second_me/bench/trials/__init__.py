"""Trials of the promises: each tries to break one, as often as it is told to."""
