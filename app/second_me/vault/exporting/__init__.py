"""Exports: all rows as lines of JSON, sealed if wanted, and the way back in."""
