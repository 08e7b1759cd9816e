"""The language models: what is here, what could be, what is being fetched."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.paths import packaged
from second_me.core.protocol import Request
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    MeasureModel,
    Models,
    ModelView,
    RemoveModel,
    StopDownload,
    UseModel,
)
from second_me.core.protocol.pushes import Changed, Progress, PushParams
from second_me.desktop.calling import Caller
from second_me.desktop.translation import tr

R = TypeVar("R")

_KEY = "download:"


class Shelf:
    """Keeps the catalogue as it stands. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.loaded = False
        self.models: tuple[ModelView, ...] = ()
        self.downloads: dict[str, Progress] = {}
        self.error = ""
        self.notice = ""
        self.measuring = False
        self.on_change: Callable[[], None] = _nothing

    def refresh(self) -> None:
        self._caller.call(ListModels(), self._on_models, self._on_error)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Progress) and push.key.startswith(_KEY):
            name = push.key.removeprefix(_KEY)
            if push.finished:
                self.downloads.pop(name, None)
            else:
                self.downloads[name] = push
            self.on_change()
        elif isinstance(push, Changed) and self.loaded and Topic.MODELS in push.changes.topics:
            self.refresh()

    def use(self, name: str) -> None:
        """Let a model that is here answer from now on."""
        self._send(UseModel(name=name), tr("It answers from the next question on."))

    def fetch(self, model: ModelView) -> None:
        """Download a model: the one use of the network, on the person's word."""
        self.downloads[model.name] = Progress(
            key=f"{_KEY}{model.name}", title=model.label, done=0, total=model.size, unit="bytes"
        )
        self._send(DownloadModel(name=model.name), tr("It is here, whole and checked."))

    def stop(self, name: str) -> None:
        self._send(StopDownload(name=name), tr("Stopped. What came is kept and can go on."))

    def remove(self, name: str) -> None:
        self._send(RemoveModel(name=name), tr("Removed from this machine."))

    def add(self, path: str) -> None:
        """Take in a file of the person's own, which they said they trust."""
        self._send(AddModelFile(path=path, trusted=True), tr("It can be used now."))

    def measure(self) -> None:
        """Have the model in use measured on this machine."""
        if not self.measuring:
            self.measuring = True
            self._caller.call(
                MeasureModel(), self._on_measured, self._on_not_measured, patient=True
            )
            self.on_change()

    def _on_measured(self, _speed: object) -> None:
        self.measuring = False
        self.refresh()

    def _on_not_measured(self, error: SecondMeError) -> None:
        self.measuring = False
        self._on_error(error)

    def _send(self, request: Request[R], said: str) -> None:
        self.error = self.notice = ""
        done = functools.partial(self._on_done, said)
        self._caller.call(request, done, self._on_error, patient=True)
        self.on_change()

    def _on_done(self, said: str, _done: object) -> None:
        self.notice = said
        self.refresh()

    def _on_models(self, models: Models) -> None:
        self.loaded = True
        self.models = models.models
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.loaded = True
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def scores_first(text: str) -> str:
    """Return a card with what it scores before how it was made; its title is shown already."""
    _title, _, body = text.partition("\n")
    made, heading, rest = body.partition("\n## Scores\n")
    scores, after, others = rest.partition("\n## ")
    return f"{heading}{scores}\n{made}{after}{others}".strip()


def cards(folder: Path | None = None) -> list[tuple[str, str]]:
    """Return the cards of what comes with the product, each with its title: how it was made and
    what it scores.
    """
    folder = folder if folder is not None else packaged("models") / "cards"
    found = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.partition("\n")[0].removeprefix("# ").strip()
        found.append((title, text))
    return found


def _nothing() -> None:
    pass
