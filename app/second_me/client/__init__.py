"""How every front end reaches the agent. No key, no vault and no model here."""

from second_me.client.calls import CallsAgent, LostReason
from second_me.client.connection import Client
from second_me.client.launcher import ensure_agent, stop_agent
from second_me.client.scripted import ScriptedAgent

__all__ = [
    "CallsAgent",
    "Client",
    "LostReason",
    "ScriptedAgent",
    "ensure_agent",
    "stop_agent",
]
