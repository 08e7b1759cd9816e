"""The Ask page: a conversation with memory, and the evidence beside it."""
