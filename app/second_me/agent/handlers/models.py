"""Language models on this machine and in the catalogue."""

from pathlib import Path

from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.core.errors import PersonFault
from second_me.core.protocol import Done
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    MeasureModel,
    Models,
    RemoveModel,
    Speed,
    StopDownload,
    UseModel,
)


def handlers(core: Core) -> Handlers:
    models = _Models(core)
    return {
        ListModels: models.list,
        DownloadModel: models.download,
        StopDownload: models.stop,
        AddModelFile: models.add,
        UseModel: models.use,
        RemoveModel: models.remove,
        MeasureModel: models.measure,
    }


class _Models:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._models = core.models

    def list(self, _: ListModels, __: Caller) -> Models:
        return Models(models=tuple(self._models.views()))

    def download(self, request: DownloadModel, caller: Caller) -> Done:
        self._models.download(request.name, caller)
        return Done()

    def stop(self, request: StopDownload, _: Caller) -> Done:
        self._models.stop_download(request.name)
        return Done()

    def add(self, request: AddModelFile, _: Caller) -> Done:
        path = Path(request.path).expanduser()
        if not path.is_absolute():
            raise PersonFault(
                "The path is not complete",
                "It does not say in which folder the file lies.",
                "Give the path from the root folder on.",
            )
        self._models.add_file(path, trusted=request.trusted)
        return Done()

    def use(self, request: UseModel, _: Caller) -> Done:
        """The choice is kept in the vault's settings, so it needs the vault open."""
        self._models.check_ready(request.name)
        self._core.session.services.preferences.change("model.base", request.name)
        return Done()

    def remove(self, request: RemoveModel, _: Caller) -> Done:
        self._models.remove(request.name)
        return Done()

    def measure(self, _: MeasureModel, __: Caller) -> Speed:
        return self._models.measure(self._core.clock)
