"""Fetches a base of the catalogue: the only thing in the product that uses the network.

It runs because the person asked for it. It resumes where it stopped, can be stopped,
and what comes is used only when its checksum is right: the catalogue's, else the one
the hub itself states for the file, which is pinned at the first download.
"""

import errno
import http.client
import os
import re
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote, urlsplit

import msgspec

from second_me.core.errors import Cancelled, DiskFull, EnvironmentFault, NotWritable, PersonFault
from second_me.inference import catalogue, gguf_check
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import PARTIAL, Entry, Receipt

HUB: Final = "https://huggingface.co"
Progress = Callable[[int, int], None]

_CHUNK = 1 << 18
_TIMEOUT_SECONDS = 30.0
_TRIES = 4
_ROOM_TO_SPARE = 64 << 20
_PIN = "pinned.sha256"
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_HTTP_WHOLE, _HTTP_PART, _HTTP_PAST_END = 200, 206, 416


class DownloadFailed(EnvironmentFault):
    """The file did not come, or not as it should be."""

    code = "download_failed"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub says of the file: bytes, its sha256 ("" if it says none), the commit."""

    size: int
    sha256: str
    commit: str


def fetch(
    models: Path,
    name: str,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    hub: str = HUB,
) -> BaseFile:
    """Fetch a base into `models` and return it; `progress` gets bytes done and in all.

    What came before a stop or a failure is kept, and the next call goes on from there.
    Raises Cancelled, DownloadFailed, DiskFull, NotWritable, PersonFault.
    """
    here = catalogue.base_file(models, name)
    if here is not None:
        return here
    entry = catalogue.manifest().entry(name)
    if not entry.repository:
        raise PersonFault(
            "This model is not fetched",
            f"{entry.label} comes with the installation.",
            "Run the installation again.",
        )
    try:
        return _Fetching(models, entry, hub, progress, cancel).run()
    except (OSError, http.client.HTTPException) as error:
        raise _translate(error) from error


class _Fetching:
    """One download, from the first question to the receipt."""

    def __init__(
        self,
        models: Path,
        entry: Entry,
        hub: str,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self._models = models
        self._entry = entry
        self._progress = progress
        self._cancel = cancel
        self._folder = models / entry.name
        self._target = self._folder / entry.file
        self._partial = self._folder / (entry.file + PARTIAL)
        revision = entry.revision or "main"
        self._url = f"{hub}/{entry.repository}/resolve/{revision}/{quote(entry.file)}"
        self._open = urllib.request.build_opener(_SafeRedirect).open

    def run(self) -> BaseFile:
        self._folder.mkdir(parents=True, exist_ok=True)
        offer = self._ask()
        wanted = self._wanted(offer)
        fresh = not self._partial.exists()
        self._take_all(offer.size)
        if self._checked(wanted) or (not fresh and self._again(offer, wanted)):
            return self._keep(wanted)
        self._partial.unlink(missing_ok=True)
        raise DownloadFailed(
            "The model was not taken",
            "What came does not have the checksum that it should have, so it was thrown away.",
            "Try again later; if it stays so, the file at its source has changed.",
        )

    def _ask(self) -> Offer:
        """Ask the hub about the file, without following it to where it lies."""
        opener = urllib.request.build_opener(_NoRedirect)
        request = urllib.request.Request(self._url, method="HEAD")  # noqa: S310  (checked below)
        _check_address(self._url)
        try:
            with opener.open(request, timeout=_TIMEOUT_SECONDS) as answer:
                headers = answer.headers
                size = headers.get("Content-Length") or ""
        except urllib.error.HTTPError as error:
            with error:
                if not 300 <= error.code < 400:  # noqa: PLR2004  (a redirect is an answer here)
                    raise
                headers = error.headers
                size = ""  # the length of the redirect itself says nothing
        etag = headers.get("X-Linked-Etag") or headers.get("ETag") or ""
        size = headers.get("X-Linked-Size") or size
        found = _SHA256.search(etag.lower())
        return Offer(
            size=int(size) if size.isdigit() else self._entry.size,
            sha256=found[0] if found else "",
            commit=headers.get("X-Repo-Commit") or "",
        )

    def _wanted(self, offer: Offer) -> str:
        """Return the checksum that the file must have."""
        if self._entry.sha256:
            return self._entry.sha256
        pin = self._folder / _PIN
        if pin.is_file():
            return pin.read_text("ascii").strip()
        if not offer.sha256:
            raise DownloadFailed(
                "The model was not fetched",
                "Its source states no checksum for it, so it could not be verified.",
                "Choose another model.",
            )
        return offer.sha256

    def _take_all(self, size: int) -> None:
        """Take bytes until there are `size`, asking again when the connection breaks."""
        for left in reversed(range(_TRIES)):
            have = self._partial.stat().st_size if self._partial.exists() else 0
            if have >= size:
                return
            _check_room(self._folder, size - have)
            try:
                self._take(have, size)
            except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
                if left == 0 or isinstance(error, urllib.error.HTTPError):
                    raise
            except ConnectionError:
                if left == 0:
                    raise
        if self._partial.stat().st_size < size:
            raise DownloadFailed(
                "The model did not come whole",
                "The connection ended again and again.",
                "Try again: it goes on from where it stopped.",
            )

    def _take(self, have: int, size: int) -> None:
        request = urllib.request.Request(self._url)  # noqa: S310  (the address was checked)
        if have:
            request.add_header("Range", f"bytes={have}-")
        with self._open(request, timeout=_TIMEOUT_SECONDS) as answer:
            resumed = answer.status == _HTTP_PART and _starts_at(answer, have)
            with self._partial.open("ab" if resumed else "wb") as file:
                self._copy(answer, file, size)
                file.flush()
                os.fsync(file.fileno())

    def _copy(self, answer: IO[bytes], file: IO[bytes], size: int) -> None:
        done = file.tell()
        while done < size and (chunk := answer.read(min(_CHUNK, size - done))):
            if self._cancel is not None and self._cancel.is_set():
                raise Cancelled("Stopped", "The download was stopped. It can go on later.")
            file.write(chunk)
            done += len(chunk)
            if self._progress is not None:
                self._progress(done, size)

    def _checked(self, wanted: str) -> bool:
        return catalogue.checksum(self._partial, cancel=self._cancel) == wanted

    def _again(self, offer: Offer, wanted: str) -> bool:
        """Begin anew when what lay here already may have been the bad part."""
        self._partial.unlink()
        self._take_all(offer.size)
        return self._checked(wanted)

    def _keep(self, sha256: str) -> BaseFile:
        try:
            gguf_check.read(self._partial)
        except gguf_check.GgufRefused:
            self._partial.unlink()
            raise
        entry = self._entry
        if not entry.sha256:
            (self._folder / _PIN).write_text(sha256, "ascii")
        self._partial.replace(self._target)
        catalogue.sign(
            self._models,
            Receipt(
                name=entry.name,
                file=entry.file,
                size=0,
                modified=0,
                sha256=sha256,
                encoding=entry.encoding,
                label=entry.label,
                pinned=not entry.sha256,
            ),
        )
        base = catalogue.base_file(self._models, entry.name)
        if base is None:
            raise DownloadFailed("The model was not kept", "Its file changed.", "Try again.")
        return base


class _SafeRedirect(urllib.request.HTTPRedirectHandler):
    """Follows the hub to where the file lies, over https only."""

    def redirect_request(  # noqa: PLR0917  (urllib's signature)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check_address(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows a redirect instead of following it: its headers are what is asked for."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def _check_address(url: str) -> None:
    """Raise DownloadFailed unless `url` is https, or this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise DownloadFailed(
            "The model was not fetched", "Its source leads to an address that is not secure."
        )


def _starts_at(answer: http.client.HTTPResponse, have: int) -> bool:
    return (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _check_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted + _ROOM_TO_SPARE:
        raise DiskFull(
            "Not enough disk space",
            f"The model needs {wanted / 1e9:.1f} GB more and {free / 1e9:.1f} GB are free.",
            "Free some space, then try again: it goes on from where it stopped.",
        )


def _translate(error: OSError | http.client.HTTPException) -> EnvironmentFault:
    """Return our words for what the network or the disk said."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return DiskFull("Not enough disk space", "The disk is full.", "Free some space.")
    if isinstance(error, PermissionError):
        return NotWritable("The model cannot be kept", "Its folder cannot be written to.")
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        why = f"Its source answered with code {error.code}."
    else:
        why = "Its source could not be reached, or the connection ended."
    return DownloadFailed(
        "The model did not come", why, "Try again: it goes on from where it stopped."
    )
