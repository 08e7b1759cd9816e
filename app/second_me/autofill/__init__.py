"""What forms ask for, what of it memory may fill, and how each value is written into its field."""
