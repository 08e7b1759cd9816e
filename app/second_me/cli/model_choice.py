"""`models`: the language models here and in the catalogue."""

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import DownloadColumn, Progress, TimeRemainingColumn

from second_me.cli.moments import size
from second_me.cli.options import AsJson, begin
from second_me.cli.session import Session
from second_me.client.calls import CallsAgent
from second_me.core import protocol
from second_me.core.protocol.models import (
    AddModelFile,
    DownloadModel,
    ListModels,
    ModelView,
    RemoveModel,
    StopDownload,
    UseModel,
)
from second_me.core.protocol.pushes import PushParams

Name = Annotated[str, typer.Argument(help="The model's name, as listed.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    models = typer.Typer(help="The language models here and in the catalogue.")
    models.callback(invoke_without_command=True)(show)
    models.command("list")(list_models)
    models.command("download")(download)
    models.command("use")(use)
    models.command("add")(add_file)
    models.command("remove")(remove)
    app.add_typer(models, name="models")


def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The language models here and in the catalogue."""
    session = begin(context, as_json=as_json)
    if context.invoked_subcommand is None:
        tell_models(session)


def list_models(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the models."""
    session = context.obj
    tell_models(begin(context, as_json=as_json or session.terminal.as_json))


def tell_models(session: Session) -> None:
    """Print the models, the one in use marked."""
    found = session.ask(ListModels())
    for view in found.models:
        session.terminal.say(_line(view), "bold" if view.in_use else "")


def _line(view: ModelView) -> str:
    mark = "*" if view.in_use else " "
    facts = f"{view.parameters:>6}  {size(view.size):>9}  {view.licence:<12}  {view.presence}"
    return f"{mark} {view.name:<28} {facts}"


def download(context: typer.Context, name: Name, *, as_json: AsJson = False) -> None:
    """Fetch a model of the catalogue: the only thing here that uses the network."""
    session = begin(context, as_json=as_json)
    watch = DownloadWatch(session, f"download:{name}")
    with session.agent(on_push=watch.on_push) as agent:
        watch.run(agent, name)
    session.terminal.give({"downloaded": name})
    session.terminal.say(f"{name} is here and verified. Use it with: second-me models use {name}")


def use(context: typer.Context, name: Name, *, as_json: AsJson = False) -> None:
    """Answer with this model from now on."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        agent.call(UseModel(name=name))
    session.terminal.give({"in_use": name})
    session.terminal.say(f"{name} is in use now.")


def add_file(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A GGUF file.")],
    *,
    trust: Annotated[
        bool, typer.Option("--trust", help="Your word that this file comes from whom you trust.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take in a model file of your own."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        request = AddModelFile(path=str(path.expanduser().absolute()), trusted=trust)
        agent.call(request, timeout=None)
    session.terminal.give({"added": str(path)})
    session.terminal.say("The model was taken in. See: second-me models")


def remove(context: typer.Context, name: Name, *, as_json: AsJson = False) -> None:
    """Remove a model's file from this machine."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        agent.call(RemoveModel(name=name))
    session.terminal.give({"removed": name})
    session.terminal.say(f"{name} was removed.")


class DownloadWatch:
    """Shows how far a download is; Ctrl-C stops it, what was fetched is kept for the next try."""

    def __init__(self, session: Session, key: str) -> None:
        self._terminal = session.terminal
        self._key = key
        self._guard = threading.Lock()
        self._bar = Progress(
            *Progress.get_default_columns()[:2],
            DownloadColumn(),
            TimeRemainingColumn(),
            console=self._terminal.notes,
            transient=True,
            disable=self._terminal.as_json or not self._terminal.notes.is_terminal,
        )
        self._task = self._bar.add_task("Downloading", total=None)

    def on_push(self, params: PushParams) -> None:
        """Draw; runs on the client's thread."""
        if isinstance(params, protocol.pushes.Progress) and params.key == self._key:
            with self._guard:
                self._bar.update(self._task, completed=params.done, total=params.total or None)

    def run(self, agent: CallsAgent, name: str) -> None:
        """Download to the end. An interruption stops the download at the agent too."""
        with self._bar:
            try:
                agent.call(DownloadModel(name=name), timeout=None)
            except KeyboardInterrupt:
                agent.call(StopDownload(name=name))
                raise
