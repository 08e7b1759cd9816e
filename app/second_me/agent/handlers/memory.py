"""Adding, importing, browsing."""

from second_me.agent.adding import add_text
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.imports import Imports
from second_me.core.outcomes import AddOutcome, ImportOutcome
from second_me.core.protocol import Done
from second_me.core.protocol.memory import (
    AddText,
    Batches,
    BatchView,
    Episodes,
    Events,
    EventsAround,
    Facts,
    Formats,
    GetEvents,
    ListBatches,
    ListEpisodes,
    ListEvents,
    ListFacts,
    ListFormats,
    ListProblems,
    Problems,
    ResumeImport,
    StartImport,
    StopImport,
    UndoImport,
    Undone,
)
from second_me.ingest import importers
from second_me.vault.session import Session
from second_me.vault.vault import Vault


def handlers(core: Core) -> Handlers:
    memory = _Memory(core)
    return {
        AddText: memory.add,
        ListFormats: memory.formats,
        StartImport: memory.start_import,
        StopImport: memory.stop_import,
        ResumeImport: memory.resume_import,
        UndoImport: memory.undo_import,
        ListBatches: memory.batches,
        ListProblems: memory.problems,
        GetEvents: memory.events,
        EventsAround: memory.around,
        ListEvents: memory.list_events,
        ListFacts: memory.facts,
        ListEpisodes: memory.episodes,
    }


class _Memory:
    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, request: AddText, caller: Caller) -> AddOutcome:
        return add_text(self._core.session.services, self._core.clock, request, caller.name)

    def formats(self, _: ListFormats, __: Caller) -> Formats:
        return Formats(formats=tuple(importer.format for importer in importers()))

    def start_import(self, request: StartImport, caller: Caller) -> ImportOutcome:
        return self._imports.start(request, caller.name)

    def stop_import(self, request: StopImport, _: Caller) -> Done:
        self._imports.stop(request.batch_id)
        return Done()

    def resume_import(self, request: ResumeImport, _: Caller) -> ImportOutcome:
        return self._imports.resume(request.batch_id)

    def undo_import(self, request: UndoImport, caller: Caller) -> Undone:
        return self._imports.undo(request.batch_id, caller.name)

    def batches(self, request: ListBatches, _: Caller) -> Batches:
        def read(session: Session) -> tuple[BatchView, ...]:
            return tuple(
                BatchView(batch=batch, source=session.sources.get(batch.source_id))
                for batch in session.batches.list(request.limit)
            )

        return Batches(batches=self._vault.read(read))

    def problems(self, request: ListProblems, _: Caller) -> Problems:
        found = self._vault.read(lambda s: s.batches.problems(request.batch_id, request.limit))
        return Problems(problems=tuple(found))

    def events(self, request: GetEvents, _: Caller) -> Events:
        return Events(events=tuple(self._vault.read(lambda s: s.events.get(request.ids))))

    def around(self, request: EventsAround, _: Caller) -> Events:
        found = self._vault.read(
            lambda s: s.events.around(request.id, request.before, request.after)
        )
        return Events(events=tuple(found))

    def list_events(self, request: ListEvents, _: Caller) -> Events:
        found = self._vault.read(
            lambda s: s.events.list(request.before, request.source_id, request.limit)
        )
        return Events(events=tuple(found))

    def facts(self, request: ListFacts, _: Caller) -> Facts:
        found = self._vault.read(
            lambda s: s.facts.list(request.subject, request.limit, archived=request.archived)
        )
        return Facts(facts=tuple(found))

    def episodes(self, request: ListEpisodes, _: Caller) -> Episodes:
        found = self._vault.read(lambda s: s.episodes.list(request.before, request.limit))
        return Episodes(episodes=tuple(found))

    @property
    def _vault(self) -> Vault:
        return self._core.session.services.vault

    @property
    def _imports(self) -> Imports:
        return self._core.session.services.imports
