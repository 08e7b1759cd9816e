"""The Privacy page: what lies where, erasing, taking out, who did what, keys."""
