"""The command line: a thin client of the agent, for people and for scripts."""

from second_me.cli.app import main

__all__ = ["main"]
