"""What was imported: a row for each source, with its last run; earlier runs on demand."""

import functools

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.core.ids import BatchId
from second_me.core.protocol.memory import BatchView
from second_me.desktop import wording
from second_me.desktop.importing.batch_row import BatchRow
from second_me.desktop.importing.imports import Imports
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import IconButton
from second_me.desktop.widgets.frames import clear


class SourceRows(QWidget):
    """Shows the batches of `Imports`, those of one source together. `undo` brings a batch."""

    undo = Signal(int)

    def __init__(self, theme: Theme, imports: Imports) -> None:
        super().__init__()
        self._theme = theme
        self._imports = imports
        self._rows: dict[int, BatchRow] = {}
        self._opened: set[int] = set()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._order: list[BatchId] = []

    def refresh(self) -> None:
        """Show the imports as they stand; rows that stay are not made anew."""
        imports = self._imports
        order = [view.batch.id for view in imports.batches]
        if order != self._order:
            self._order = order
            self._rebuild()
        labels = {entry.name: entry.label for entry in imports.formats}
        for view in imports.batches:
            row = self._rows.get(view.batch.id)
            if row is not None:
                name = labels.get(view.source.format, view.source.format)
                row.refresh(view, imports, name)

    def _rebuild(self) -> None:
        clear(self._column)
        self._rows = {}
        for last, *earlier in by_source(self._imports.batches):
            self._add(last)
            if not earlier:
                continue
            source = last.source
            is_open = source.id in self._opened
            words = earlier_line(last, len(earlier))
            icon = "chevron-down" if is_open else "chevron-right"
            name = tr("Earlier imports of {name}").format(name=source.name)
            link = IconButton(self._theme, icon, name, kind="inline", text=words)
            link.clicked.connect(functools.partial(self._toggle, source.id))
            self._column.addWidget(link)
            for view in earlier if is_open else ():
                self._add(view)

    def _add(self, view: BatchView) -> None:
        row = BatchRow(self._theme, view)
        row.stop.connect(self._on_stop)
        row.resume.connect(self._on_resume)
        row.undo.connect(self.undo)
        row.problems.connect(self._on_problems)
        self._rows[view.batch.id] = row
        self._column.addWidget(row)

    def _toggle(self, source: int) -> None:
        self._opened ^= {source}
        self._order = []
        self.refresh()

    def _on_stop(self, batch_id: int) -> None:
        self._imports.stop(BatchId(batch_id))

    def _on_resume(self, batch_id: int) -> None:
        self._imports.resume(BatchId(batch_id))

    def _on_problems(self, batch_id: int) -> None:
        self._imports.ask_problems(BatchId(batch_id))


def by_source(batches: tuple[BatchView, ...]) -> list[list[BatchView]]:
    """Return the batches of each source, the newest first, in the order of their last runs."""
    found: dict[int, list[BatchView]] = {}
    for view in batches:
        found.setdefault(view.source.id, []).append(view)
    return list(found.values())


def earlier_line(last: BatchView, count: int) -> str:
    """Return how often a source was imported before, and what it holds in all."""
    before = tr_count("1 earlier import", "%n earlier imports", count)
    held = wording.memories(last.source.events)
    return tr("{before} · {held} in all").format(before=before, held=held)
