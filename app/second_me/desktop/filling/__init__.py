"""Filling forms: the plan that waits for the person's word, what they said of sites, browsers."""
