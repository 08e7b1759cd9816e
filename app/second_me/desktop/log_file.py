"""Where the window's own warnings go: into a small file, since nobody looks at a terminal."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

_NAME: Final = "window.log"
_BYTES: Final = 256_000
_FORM: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"


def keep_log(folder: Path) -> None:
    """Send warnings of this process into `folder`; where none can be written they are dropped."""
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            folder / _NAME, maxBytes=_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(level=logging.WARNING, format=_FORM, handlers=[handler])
