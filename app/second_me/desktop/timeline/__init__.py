"""The Timeline page: a life from years to minutes."""
