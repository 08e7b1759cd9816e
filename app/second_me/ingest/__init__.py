"""Importers: outside bytes to events. One module a format, no vault."""

from second_me.ingest.detection import describe, detect, importers, size
from second_me.ingest.items import Importer, Item, Read, ReadOptions, Skipped

__all__ = [
    "Importer",
    "Item",
    "Read",
    "ReadOptions",
    "Skipped",
    "describe",
    "detect",
    "importers",
    "size",
]
