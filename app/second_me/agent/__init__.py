"""The one program that holds the key: it owns the vault, the indexes, the jobs and the model."""
