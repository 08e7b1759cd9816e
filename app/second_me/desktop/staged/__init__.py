"""What the made-up memory holds, page by page, for pictures and tests."""
