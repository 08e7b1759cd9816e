"""Recipes that make the shipped models. They need the `train` extra; nothing else does."""
