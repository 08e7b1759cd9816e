"""Trials of the promises: each tries to break one, and returns what it tried and found."""
