"""Bases are listed, fetched once at a time, stopped, chosen and removed."""

import threading

import pytest

from second_me.agent.caller import Caller
from second_me.agent.models import Models
from second_me.agent.notices import Notices
from second_me.core.errors import Cancelled, PersonFault
from second_me.core.paths import Home
from second_me.core.protocol.models import Presence
from second_me.core.protocol.pushes import Progress
from second_me.core.protocol.system import ModelState
from second_me.inference.host import ModelHost

WAIT = 60.0


class SlowHub:
    """Fetches until it is told to stop, as a large file would be."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def __call__(self, models, name, *, progress, cancel):
        del models, name
        progress(10, 1000)
        self.asked.set()
        assert cancel.wait(WAIT)
        raise Cancelled("Stopped", "The download was stopped.")


@pytest.fixture
def hub() -> SlowHub:
    return SlowHub()


@pytest.fixture
def models(tmp_path, hub, signal):
    notices = Notices(signal, interval=0.01)
    models = Models(
        Home(root=tmp_path / "home", models=tmp_path / "models"),
        lambda base, on_state: ModelHost(
            base=base, threads=1, gpu=False, unload_after=60, on_state=on_state
        ),
        notices,
        fetch=hub,
    )
    yield models
    models.close()
    notices.close()


class Download:
    def __init__(self, models: Models, caller: Caller) -> None:
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(models, caller))
        self._thread.start()

    def _run(self, models: Models, caller: Caller) -> None:
        try:
            models.download("smollm2-360m", caller)
        except Cancelled as error:
            self.error = error

    def join(self) -> None:
        self._thread.join(WAIT)
        assert not self._thread.is_alive()


@pytest.fixture
def caller() -> Caller:
    return Caller(lambda _: None)


def test_none_is_here_at_first(models) -> None:
    assert not models.present
    assert models.host.state is ModelState.MISSING
    assert {view.presence for view in models.views()} == {Presence.ABSENT}
    with pytest.raises(PersonFault):
        models.check_ready("smollm2-360m")


def test_a_download_is_told_and_stopped_by_its_name(models, hub, caller, signal) -> None:
    download = Download(models, caller)
    assert hub.asked.wait(WAIT)
    models.stop_download("another one")
    models.stop_download("smollm2-360m")
    download.join()

    assert isinstance(download.error, Cancelled)
    told = signal.wait(lambda seen: any(isinstance(p, Progress) and p.finished for p in seen))
    assert {p.key for p in told if isinstance(p, Progress)} == {"download:smollm2-360m"}


def test_it_stops_when_its_asker_goes_away(models, hub, caller) -> None:
    download = Download(models, caller)
    assert hub.asked.wait(WAIT)
    caller.leave()
    download.join()

    assert isinstance(download.error, Cancelled)


def test_and_when_the_agent_ends(models, hub, caller) -> None:
    download = Download(models, caller)
    assert hub.asked.wait(WAIT)
    models.close()
    download.join()

    assert isinstance(download.error, Cancelled)


def test_a_second_one_of_the_same_is_refused(models, hub, caller) -> None:
    download = Download(models, caller)
    assert hub.asked.wait(WAIT)
    with pytest.raises(PersonFault, match="already"):
        models.download("smollm2-360m", caller)
    models.stop_download("smollm2-360m")
    download.join()


def test_what_is_not_here_cannot_be_removed(models) -> None:
    for name in ("smollm2-360m", "../../etc", ""):
        with pytest.raises(PersonFault):
            models.remove(name)
