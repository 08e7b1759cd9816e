"""The types that every room speaks. No I/O happens here."""
