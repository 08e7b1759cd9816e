import contextlib
import hashlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from second_me.core.errors import Cancelled, PersonFault
from second_me.inference import catalogue, download
from second_me.inference.download import DownloadFailed


class Hub:
    """A server on this machine that behaves as the hub does, and misbehaves when told to."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.etag = hashlib.sha256(data).hexdigest()
        self.redirect = True
        self.ranges = True
        self.break_after: list[int] = []
        self.status = 0
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(60)
        self._server.server_close()

    def _handler(hub):  # noqa: N805  (the handler's own self is another)
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_arguments):
                pass

            def do_HEAD(self):
                hub.asked.append(("HEAD", self.path))
                if hub.status:
                    self.send_error(hub.status)
                    return
                self.send_response(302 if hub.redirect else 200)
                if hub.etag:
                    self.send_header("X-Linked-Etag", f'"{hub.etag}"')
                if hub.redirect:
                    self.send_header("X-Linked-Size", str(len(hub.data)))
                    self.send_header("Location", f"{hub.url}/store/file")
                    self.send_header("Content-Length", "999")
                else:
                    self.send_header("Content-Length", str(len(hub.data)))
                self.end_headers()

            def do_GET(self):
                if hub.redirect and not self.path.startswith("/store"):
                    self.send_response(302)
                    self.send_header("Location", f"{hub.url}/store/file")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                wanted = self.headers.get("Range", "")
                hub.asked.append(("GET", wanted))
                start = int(wanted[6:-1]) if wanted and hub.ranges else 0
                self.send_response(206 if start else 200)
                if start:
                    whole = len(hub.data)
                    self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
                self.send_header("Content-Length", str(len(hub.data) - start))
                self.end_headers()
                end = hub.break_after.pop(0) if hub.break_after else len(hub.data)
                self.wfile.write(hub.data[start : start + end])

        return Handler


@pytest.fixture(scope="module", autouse=True)
def own_address():
    """See that this machine reaches itself: in an empty network namespace it does not at first."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        try:
            socket.create_connection(server.getsockname(), timeout=1).close()
        except OSError:
            fcntl = pytest.importorskip("fcntl")
            set_flags, up = 0x8914, 1
            fcntl.ioctl(server, set_flags, struct.pack("16sH14s", b"lo", up, b""))


@pytest.fixture
def hub(tiny_path):
    hub = Hub(tiny_path.read_bytes())
    yield hub
    hub.close()


@pytest.fixture
def models(tmp_path):
    return tmp_path / "models"


@pytest.fixture
def babble():
    """The address of a server that does not speak the hub's protocol."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                with client:
                    client.recv(4096)
                    client.sendall(b"what?\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(60)


def test_a_server_that_babbles_is_told_in_words(models, known, babble):
    with pytest.raises(DownloadFailed, match="could not be reached"):
        download.fetch(models, "larger", hub=babble)


def gets(hub):
    return [wanted for verb, wanted in hub.asked if verb == "GET"]


@pytest.mark.parametrize("redirect", [True, False])
def test_a_base_is_fetched_verified_and_signed_for(hub, models, known, redirect):
    hub.redirect = redirect
    steps = []
    base = download.fetch(
        models, "larger", hub=hub.url, progress=lambda done, whole: steps.append((done, whole))
    )
    assert base.path.read_bytes() == hub.data
    assert base == catalogue.base_file(models, "larger")
    assert steps[-1] == (len(hub.data), len(hub.data))
    assert hub.asked[0] == ("HEAD", "/somebody/larger/resolve/main/tiny.gguf")


def test_what_is_here_is_not_fetched_again(hub, models, known):
    base = download.fetch(models, "larger", hub=hub.url)
    hub.asked.clear()
    assert download.fetch(models, "larger", hub=hub.url) == base
    assert hub.asked == []


def test_a_broken_connection_is_taken_up_where_it_ended(hub, models, known):
    hub.break_after = [1000, 50_000]
    download.fetch(models, "larger", hub=hub.url)
    assert gets(hub) == ["", "bytes=1000-", "bytes=51000-"]


def test_a_source_that_breaks_again_and_again_is_left_with_what_came(hub, models, known):
    hub.break_after = [100] * 4
    with pytest.raises(DownloadFailed):
        download.fetch(models, "larger", hub=hub.url)
    partial = models / "larger" / "tiny.gguf.partial"
    assert partial.read_bytes() == hub.data[:400]
    assert download.fetch(models, "larger", hub=hub.url).path.read_bytes() == hub.data


def test_a_source_without_ranges_is_taken_from_the_beginning(hub, models, known):
    hub.ranges = False
    hub.break_after = [1000]
    assert download.fetch(models, "larger", hub=hub.url).path.read_bytes() == hub.data


def test_a_stop_keeps_what_came(hub, models, known, monkeypatch):
    monkeypatch.setattr(download, "_CHUNK", 10_000)
    cancel = threading.Event()
    with pytest.raises(Cancelled):
        download.fetch(
            models, "larger", hub=hub.url, cancel=cancel, progress=lambda *_: cancel.set()
        )
    assert (models / "larger" / "tiny.gguf.partial").read_bytes() == hub.data[:10_000]
    assert catalogue.base_file(models, "larger") is None
    download.fetch(models, "larger", hub=hub.url)
    assert gets(hub)[-1] == "bytes=10000-"


def test_a_corrupted_file_is_thrown_away(hub, models, known):
    hub.data = hub.data[:-1] + bytes([hub.data[-1] ^ 1])
    with pytest.raises(DownloadFailed, match="checksum"):
        download.fetch(models, "larger", hub=hub.url)
    assert list((models / "larger").iterdir()) == []


def test_a_corrupted_half_is_fetched_anew(hub, models, known):
    (models / "larger").mkdir(parents=True)
    (models / "larger" / "tiny.gguf.partial").write_bytes(b"x" * 5000)
    assert download.fetch(models, "larger", hub=hub.url).path.read_bytes() == hub.data


def test_without_a_stated_checksum_the_hubs_own_is_verified_and_pinned(hub, models, known):
    download.fetch(models, "unstated", hub=hub.url)
    receipt = catalogue.receipt_of(models, "unstated")
    assert (receipt.sha256, receipt.pinned) == (hub.etag, True)
    (models / "unstated" / receipt.file).unlink()
    hub.data = hub.data + b"\0" * 32
    hub.etag = hashlib.sha256(hub.data).hexdigest()
    with pytest.raises(DownloadFailed, match="checksum"):
        download.fetch(models, "unstated", hub=hub.url)


def test_without_any_checksum_nothing_is_fetched(hub, models, known):
    hub.etag = ""
    with pytest.raises(DownloadFailed, match="no checksum"):
        download.fetch(models, "unstated", hub=hub.url)
    assert gets(hub) == []


def test_a_source_that_refuses_is_told_in_words(hub, models, known):
    hub.status = 404
    with pytest.raises(DownloadFailed, match="404"):
        download.fetch(models, "larger", hub=hub.url)


def test_a_source_that_is_not_there_is_told_in_words(hub, models, known):
    hub.close()
    with pytest.raises(DownloadFailed, match="could not be reached"):
        download.fetch(models, "larger", hub=hub.url)


def test_only_secure_addresses_are_asked(models, known):
    with pytest.raises(DownloadFailed, match="not secure"):
        download.fetch(models, "larger", hub="http://example.org")


def test_what_comes_with_the_installation_is_not_fetched(models, known):
    with pytest.raises(PersonFault):
        download.fetch(models, "small", hub="http://127.0.0.1:1")
