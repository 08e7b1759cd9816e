"""All repositories over one connection: what a piece of vault work is given."""

from collections.abc import Callable, Iterable

from second_me.core.clock import Timestamp
from second_me.core.protocol.erase import Looked
from second_me.core.protocol.export import ExportForm
from second_me.core.protocol.privacy import KnownPage
from second_me.core.protocol.system import Counts
from second_me.core.units import Label
from second_me.vault import schema
from second_me.vault.audit import Audit
from second_me.vault.batches import Batches
from second_me.vault.connection import Connection
from second_me.vault.conversations import Conversations
from second_me.vault.episodes import Episodes
from second_me.vault.erasing import examination
from second_me.vault.erasing.closure import Chosen
from second_me.vault.erasing.erasures import Erasures
from second_me.vault.events import Events
from second_me.vault.evidence import EvidenceRows
from second_me.vault.exporting import (
    calendar,
    markdown,
    page,
    taking_in,
    unit_writing,
    vcard,
    writing,
)
from second_me.vault.exporting.unit_writing import Written
from second_me.vault.fact_links import FactLinks
from second_me.vault.facts import Facts
from second_me.vault.fillings import Fillings
from second_me.vault.graph import Entities, Relations
from second_me.vault.jobs import Jobs
from second_me.vault.judgements import Judgements
from second_me.vault.keeping import Keeping
from second_me.vault.marks import Marks
from second_me.vault.retention import Retention
from second_me.vault.reviews import Reviews
from second_me.vault.revisions import Revisions
from second_me.vault.routines import Routines
from second_me.vault.self_audits import SelfAudits
from second_me.vault.settings import Settings
from second_me.vault.sources import Sources
from second_me.vault.streams import Streams
from second_me.vault.undoing import Undoing
from second_me.vault.units import Units
from second_me.vault.vectors import Vectors


class Session:
    """One transaction or one snapshot. Not to be kept beyond the work it was made for."""

    def __init__(self, connection: Connection, digest_secret: bytes) -> None:
        self._connection = connection
        self.sources = Sources(connection)
        self.batches = Batches(connection)
        self.erasures = Erasures(connection, digest_secret)
        self.events = Events(connection, digest_secret, self.erasures.tombstones)
        self.vectors = Vectors(connection)
        self.revisions = Revisions(connection)
        self.evidence = EvidenceRows(connection)
        self.facts = Facts(connection, self.revisions, self.evidence, self.erasures.tombstones)
        self.episodes = Episodes(connection, self.revisions, self.evidence)
        self.entities = Entities(connection, self.revisions, self.evidence)
        self.relations = Relations(connection, self.revisions, self.evidence)
        self.links = FactLinks(connection)
        self.marks = Marks(connection)
        self.keeping = Keeping(connection)
        self.routines = Routines(connection, self.revisions, self.evidence)
        self.self_audits = SelfAudits(connection)
        self.reviews = Reviews(connection)
        self.streams = Streams(connection)
        self.undoing = Undoing(connection, self.revisions, self.evidence)
        self.jobs = Jobs(connection)
        self.audit = Audit(connection, digest_secret)
        self.settings = Settings(connection)
        self.judgements = Judgements(connection)
        self.conversations = Conversations(connection)
        self.fillings = Fillings(connection)
        self.retention = Retention(connection)
        self.units = Units(connection)
        self._secret = digest_secret

    @property
    def erased(self) -> bool:
        """Return whether something was erased for good, so that old pages must go too."""
        return self.events.erased or self.erasures.erased or self.conversations.erased

    def export_as(
        self,
        form: ExportForm,
        put: Callable[[bytes], object],
        now: Timestamp,
        chosen: Chosen | None = None,
        owner: str = "",
    ) -> dict[str, int]:
        """Put an export of one form; return how much of what is in it."""
        connection = self._connection
        if form is ExportForm.JSON:
            return writing.write(connection, put, now, chosen)
        if form is ExportForm.MARKDOWN:
            return markdown.write(connection, put, now, chosen)
        if form is ExportForm.PAGE:
            known = page.page(connection, owner, now)
            put(known.text.encode("utf-8", "replace"))
            return {"facts": known.facts, "people": known.people, "events": known.events}
        part = None if chosen is None else writing.part_of(connection, chosen)
        write = vcard.write if form is ExportForm.VCARD else calendar.write
        return write(connection, put, now, part)

    def write_unit(self, put: Callable[[bytes], object], chosen: Chosen, label: Label) -> Written:
        """Put a unit; return what is in it. Raises PersonFault if that would be nothing."""
        return unit_writing.write(self._connection, put, chosen, label)

    def unit_key(self, name: str) -> str:
        """Return what tells a unit of that name of this vault from all others."""
        return unit_writing.key_of(self._secret, name)

    def known_page(self, owner: str, now: Timestamp) -> KnownPage:
        """Return what is known about the person on one page."""
        return page.page(self._connection, owner, now)

    def take_in(self, lines: Iterable[bytes]) -> tuple[dict[str, int], bytes]:
        """Put an export into an empty vault; return the rows of each table and the secret that
        keyed hashes are made with from now on.
        """
        counts = taking_in.take_in(self._connection, lines)
        return counts, schema.digest_secret(self._connection)

    def rows_left(self, ids: Iterable[int]) -> Looked:
        """Count rows that still belong to erased events, or to a record that is gone."""
        return examination.rows_left(self._connection, ids)

    def counts(self, *, vectors: int | None = None) -> Counts:
        """Return how much of everything there is; `vectors` if the caller knows their number,
        since counting them reads them all.
        """
        waiting, dead = self.jobs.counts()
        row = self._connection.execute(
            "SELECT (SELECT count(*) FROM sources), (SELECT coalesce(sum(events), 0) FROM sources),"
            " coalesce(?, (SELECT count(*) FROM vectors)), (SELECT count(*) FROM episodes),"
            " (SELECT count(*) FROM facts WHERE status IN ('proposed', 'current')),"
            " (SELECT count(*) FROM entities WHERE merged_into IS NULL)",
            (vectors,),
        ).fetchone()
        sources, events, vectors, episodes, facts, entities = row
        return Counts(
            sources=sources,
            events=events,
            vectors=vectors,
            episodes=episodes,
            facts=facts,
            entities=entities,
            jobs_waiting=waiting,
            jobs_dead=dead,
        )
