"""Which steps stand: one small file a step, keyed by the hash of what went into it."""

import hashlib
from pathlib import Path


def key_of(*inputs: str | Path) -> str:
    """Return the hash of texts and of files' contents, in order."""
    digest = hashlib.sha256()
    for item in inputs:
        data = item.read_bytes() if isinstance(item, Path) else item.encode()
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


class Stamps:
    """The stamps of one environment, kept inside it so that they go when it goes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def stands(self, step: str, *keys: str) -> bool:
        """Return whether `step` was finished with one of these keys."""
        return self.read(step) in keys

    def read(self, step: str) -> str:
        """Return the key that `step` was finished with, or nothing."""
        try:
            return (self._folder / step).read_text(encoding="utf-8")
        except OSError:
            return ""

    def set(self, step: str, key: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / step).write_text(key, encoding="utf-8")

    def drop(self, step: str) -> None:
        (self._folder / step).unlink(missing_ok=True)
