"""Files that are dropped onto the window."""

from PySide6.QtGui import QDropEvent


def dropped_paths(event: QDropEvent) -> list[str]:
    """Return the paths of local files among what is dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
