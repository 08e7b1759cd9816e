"""The Review page: what waits for the person's word."""
