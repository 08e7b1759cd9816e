"""The language model in use, and the bases on this machine and in the catalogue."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from second_me.agent import model_speed
from second_me.agent.caller import Caller
from second_me.agent.hosting import MakeHost
from second_me.agent.notices import Notices
from second_me.agent.preferences import Preferences
from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import PersonFault
from second_me.core.paths import Home
from second_me.core.protocol.models import ModelView, Speed
from second_me.core.protocol.pushes import Progress
from second_me.core.protocol.system import ModelState
from second_me.inference import download, own_files
from second_me.inference.adapters import adapter_for
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import base_file, views
from second_me.inference.prompts import Task

Fetch = Callable[..., BaseFile]


class Models:
    """Owns the model host. Works without a vault; the vault's settings refine it."""

    def __init__(
        self,
        home: Home,
        make_host: MakeHost,
        notices: Notices,
        *,
        fetch: Fetch = download.fetch,
    ) -> None:
        self._models = home.models
        self._notices = notices
        self._fetch = fetch
        self._guard = threading.Lock()
        self._downloads: dict[str, threading.Event] = {}
        self._chosen = ""
        self.host = make_host(base_file(home.models), self._on_state)

    @property
    def present(self) -> bool:
        """Return whether there is a model to work with."""
        return self.host.state is not ModelState.MISSING

    @property
    def has_adapters(self) -> bool:
        """Return whether the base in use has adapters; without them prompts do alone."""
        return bool(self.adapter("generate"))

    def adapter(self, task: Task) -> str:
        """Return the path of the task's adapter for the base in use, "" if it has none."""
        path = adapter_for(base_file(self._models, self._chosen), task)
        return str(path) if path else ""

    def views(self) -> list[ModelView]:
        """Return the catalogue and the person's own files, with what is here."""
        known = model_speed.speeds(self._models)
        listed = views(self._models, self._chosen)
        return [msgspec.structs.replace(one, speed=known.get(one.name)) for one in listed]

    def measure(self, clock: Clock) -> Speed:
        """Measure how fast the base in use is here, and keep it. Raises as the model does."""
        name = self.host.name
        speed = model_speed.measure(self.host, clock)
        model_speed.keep(self._models, name, speed)
        self._notices.changed(ChangeSet.of(Topic.MODELS))
        return speed

    def apply(self, preferences: Preferences) -> None:
        """Let the settings take effect; a model at work is changed after its request."""
        host = self.host
        host.unload_after = preferences.number("model.unload_after_seconds")
        wanted = (preferences.number("model.threads"), preferences.flag("model.gpu"))
        if wanted != (host.threads, host.gpu):
            host.threads, host.gpu = wanted
            self._aside(host.unload)
        if preferences.text("model.base") != self._chosen:
            self._choose(preferences.text("model.base"))

    def check_ready(self, name: str) -> None:
        """Raise PersonFault unless the base of that name is whole on this machine."""
        if base_file(self._models, name) is None:
            raise PersonFault(
                "This model is not here yet",
                "It is not on this machine, or not whole.",
                "Download it first.",
            )

    def download(self, name: str, caller: Caller) -> None:
        """Fetch a base and return when it is verified; it stops when its asker goes away."""
        with self._downloading(name, caller) as cancel:
            self._fetch(
                self._models,
                name,
                progress=lambda done, total: self._tell(name, done, total),
                cancel=cancel,
            )
        self._arrived(name)

    def stop_download(self, name: str) -> None:
        """Stop a download; what came is kept, and it can go on later."""
        with self._guard:
            cancel = self._downloads.get(name)
        if cancel is not None:
            cancel.set()

    def add_file(self, path: Path, *, trusted: bool) -> None:
        """Take in a GGUF file of the person's own, by their explicit word."""
        self._arrived(own_files.add(self._models, path, trusted=trusted).name)

    def remove(self, name: str) -> None:
        """Remove a base from this machine. Raises PersonFault for the one in use."""
        if name and name == self.host.name:
            raise PersonFault(
                "This model is in use", "It was not removed.", "Choose another model first."
            )
        own_files.remove(self._models, name)
        self._notices.changed(ChangeSet.of(Topic.MODELS))

    def forget(self) -> None:
        """End the worker: the context it keeps computed holds what it was shown."""
        self._aside(self.host.unload)

    def close(self) -> None:
        """Stop downloads and end the worker, in the middle of a request too."""
        with self._guard:
            for cancel in self._downloads.values():
                cancel.set()
        self.host.close()

    @contextmanager
    def _downloading(self, name: str, caller: Caller) -> Iterator[threading.Event]:
        cancel = threading.Event()
        with self._guard:
            if name in self._downloads:
                raise PersonFault(
                    "It is being downloaded already", "Somebody else asked for it.", "Wait for it."
                )
            self._downloads[name] = cancel
        forget = caller.when_gone(cancel.set)
        try:
            yield cancel
        finally:
            forget()
            with self._guard:
                del self._downloads[name]
            self._tell(name, 0, 0, finished=True)

    def _tell(self, name: str, done: int, total: int, *, finished: bool = False) -> None:
        self._notices.progress(
            Progress(
                key=f"download:{name}",
                title=name,
                done=done,
                total=total,
                unit="bytes",
                finished=finished,
            )
        )

    def _arrived(self, name: str) -> None:
        """Use a base that was chosen or missed before it was here."""
        if name == self._chosen or not self.present:
            self._choose(self._chosen)
        self._notices.changed(ChangeSet.of(Topic.MODELS))

    def _choose(self, name: str) -> None:
        self._chosen = name
        base = base_file(self._models, name)
        self._aside(lambda: self.host.use(base))

    def _aside(self, work: Callable[[], None]) -> None:
        """Change the host on a thread of its own: it may have to end a request first."""
        threading.Thread(target=work, name="model-change", daemon=True).start()

    def _on_state(self, state: ModelState, detail: str) -> None:
        del state, detail
        self._notices.changed(ChangeSet.of(Topic.MODELS))
