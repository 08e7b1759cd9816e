"""Forms in PDF files: read as pages are, and filled into a copy."""
