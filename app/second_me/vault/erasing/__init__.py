"""Erasing for good: what goes, what stays erased, and the search that proves it."""
