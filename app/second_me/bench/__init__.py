"""Measurements, each beside a reference taken in the same run; `second-me bench NAME`."""
