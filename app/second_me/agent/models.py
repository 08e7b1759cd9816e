"""The language model in use, and the bases on this machine and in the catalogue."""

import threading
from collections.abc import Callable

from second_me.agent.preferences import Preferences
from second_me.core.changes import ChangeSet, Topic
from second_me.core.paths import Home
from second_me.core.protocol.system import ModelState
from second_me.inference.catalogue import base_file
from second_me.inference.host import ModelHost

UNLOAD_SECONDS = 300.0


class Models:
    """Owns the model host. Works without a vault; the vault's settings refine it."""

    has_adapters = False

    def __init__(self, home: Home, changed: Callable[[ChangeSet], None]) -> None:
        self._home = home
        self._changed = changed
        self._guard = threading.Lock()
        self._chosen = ""
        self.host = ModelHost(
            base=base_file(home.models),
            threads=0,
            gpu=True,
            unload_after=UNLOAD_SECONDS,
            on_state=self._on_state,
        )

    @property
    def present(self) -> bool:
        """Return whether there is a model to work with."""
        return self.host.state is not ModelState.MISSING

    def apply(self, preferences: Preferences) -> None:
        """Let the settings take effect; a model at work is changed after its request."""
        host = self.host
        host.unload_after = preferences.number("model.unload_after_seconds")
        wanted = (preferences.number("model.threads"), preferences.flag("model.gpu"))
        if wanted != (host.threads, host.gpu):
            host.threads, host.gpu = wanted
            threading.Thread(target=host.unload, name="model-unload", daemon=True).start()
        self.choose(preferences.text("model.base"))

    def choose(self, name: str, *, again: bool = False) -> None:
        """Use the base of that name, the default one for ""; `again` looks for its file anew."""
        with self._guard:
            if name == self._chosen and not again:
                return
            self._chosen = name
        base = base_file(self._home.models, name)
        threading.Thread(
            target=self.host.use, args=(base,), name="model-change", daemon=True
        ).start()

    def close(self) -> None:
        """End the worker, in the middle of a request too."""
        self.host.close()

    def _on_state(self, state: ModelState, detail: str) -> None:
        del state, detail
        self._changed(ChangeSet.of(Topic.MODELS))
