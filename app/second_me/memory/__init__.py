"""What events become: vectors, and facts drawn out by the model and held to the event's words.

Each stage is one module with one public function that returns an outcome.
"""

from second_me.memory.embedding import embed_events
from second_me.memory.extraction import extract_window
from second_me.memory.model_change import retire

__all__ = ["embed_events", "extract_window", "retire"]
