"""The Models page: which language models are here, which one answers."""
