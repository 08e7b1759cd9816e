"""Settings, made from what the agent declares, and Health."""
