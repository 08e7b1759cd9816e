"""Language models on this machine and in the catalogue."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.protocol._base import Done, Request, method


class Presence(enum.StrEnum):
    READY = "ready"
    PARTIAL = "partial"
    ABSENT = "absent"


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens a second on this machine: read of a prompt, made of an answer."""

    read_per_second: float
    made_per_second: float
    measured_at: Timestamp


class ModelView(msgspec.Struct, frozen=True, kw_only=True):
    """A base model; sizes in bytes."""

    name: str
    label: str
    licence: str
    size: int
    memory_needed: int
    parameters: str
    presence: Presence
    in_use: bool = False
    local_path: str = ""
    source: str = ""
    speed: Speed | None = None


class Models(msgspec.Struct, frozen=True, kw_only=True):
    models: tuple[ModelView, ...]


@method("models.list")
class ListModels(Request[Models], frozen=True, kw_only=True):
    pass


@method("models.download")
class DownloadModel(Request[Done], frozen=True, kw_only=True):
    """Fetch a catalogue base: the only thing here that uses the network. Answers when the
    file is whole and verified; `progress` pushes tell how far it is.
    """

    name: str


@method("models.stop_download")
class StopDownload(Request[Done], frozen=True, kw_only=True):
    name: str


@method("models.add_file")
class AddModelFile(Request[Done], frozen=True, kw_only=True):
    """Take in a GGUF file of the person's own. `trusted` is their explicit word."""

    path: str
    trusted: bool = False


@method("models.use")
class UseModel(Request[Done], frozen=True, kw_only=True):
    name: str


@method("models.remove")
class RemoveModel(Request[Done], frozen=True, kw_only=True):
    name: str


@method("models.measure")
class MeasureModel(Request[Speed], frozen=True, kw_only=True):
    """Measure how fast the base in use is on this machine, and keep it; takes some seconds."""
