"""Second Me: a personal memory that stays on the person's own machine."""

__version__ = "0.1.0"
