"""A web site on this machine that serves what it is given, for as long as something is tried."""

import contextlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class LocalSite:
    """`address` is its origin; http, as a browser allows it for this machine alone."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        self._folder = folder
        self._count = 0

    def put(self, text: str) -> str:
        """Serve a page; return its address, its own: one shown before would come from the cache."""
        self._count += 1
        name = f"page-{self._count}.html"
        (self._folder / name).write_text(text, encoding="utf-8")
        return f"{self.address}/{name}"


@contextlib.contextmanager
def local_site(folder: Path) -> Iterator[LocalSite]:
    """Serve a folder, which is made if need be, at localhost."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield LocalSite(folder, f"http://localhost:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""
