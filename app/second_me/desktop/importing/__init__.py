"""The Import page: bringing in what is remembered elsewhere, and taking it out again."""
