"""What is known of the node that is looked at."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from second_me.core.protocol.graph import NodeDetail
from second_me.core.records import Relation
from second_me.desktop.ask.citations import plain
from second_me.desktop.review.sides import since
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Avatar, IconButton, Label, Line, PushButton, label
from second_me.desktop.widgets.frames import clear

_WIDTH = 320
_FACTS = 30


class NodePane(QFrame):
    """Shows a `NodeDetail`. Its signals are what the person wants with it."""

    closed = Signal()
    around = Signal(int)
    person = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setFixedWidth(_WIDTH)
        self._theme = theme
        self._detail: NodeDetail | None = None
        content = QWidget()
        content.setProperty("role", "content")
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.L, Space.L, Space.M, Space.L)
        self._column.setSpacing(Space.S)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(tr("What is known of it"))
        scroll.setWidget(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.addWidget(scroll)
        self.hide()

    def show_detail(self, detail: NodeDetail | None) -> None:
        """Show what is known; None hides the pane."""
        if detail is self._detail:
            return
        self._detail = detail
        self.setVisible(detail is not None)
        clear(self._column)
        if detail is not None:
            self._show(detail)

    def _show(self, detail: NodeDetail) -> None:
        node = detail.node
        self._column.addWidget(self._head(detail))
        self._column.addWidget(self._buttons(detail))
        lines = [_relation(one, detail) for one in detail.relations]
        told = [line for line in lines if line]
        if told:
            self._column.addWidget(Line())
            self._column.addWidget(Label(tr("Ties"), "over"))
            for line in dict.fromkeys(told):
                self._column.addWidget(label(line))
        if detail.facts:
            self._column.addWidget(Line())
            count = tr_count("1 fact", "%n facts", max(node.facts, len(detail.facts)))
            self._column.addWidget(Label(count, "over"))
            for view in detail.facts[:_FACTS]:
                self._column.addWidget(label(plain(view.fact.text), selectable=True))
                self._column.addWidget(label(since(view), "caption"))

    def _head(self, detail: NodeDetail) -> QWidget:
        node = detail.node
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(plain(node.entity.name), "title"))
        parts = [kind_name(node.entity.kind), *map(plain, node.names[:4])]
        words.addWidget(label(" · ".join(parts), "caption"))
        close = IconButton(self._theme, "close", tr("Close (Esc)"))
        close.clicked.connect(self.closed)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(Avatar(self._theme, node.entity.name, 40), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _buttons(self, detail: NodeDetail) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        around = PushButton(tr("Only its ties"), theme=self._theme, icon="graph")
        around.clicked.connect(self._on_around)
        row.addWidget(around)
        if detail.node.entity.kind == "person":
            person = PushButton(tr("Open"), theme=self._theme, icon="person")
            person.clicked.connect(self._on_person)
            row.addWidget(person)
        row.addStretch(1)
        return holder

    def _on_around(self) -> None:
        if self._detail is not None:
            self.around.emit(self._detail.node.entity.id)

    def _on_person(self) -> None:
        if self._detail is not None:
            self.person.emit(self._detail.node.entity.name)


def kind_name(kind: str) -> str:
    """Return what an entity of a kind is called."""
    return {
        "person": tr("Person"),
        "pet": tr("Pet"),
        "place": tr("Place"),
        "organisation": tr("Organisation"),
        "event": tr("Event"),
        "thing": tr("Thing"),
        "topic": tr("Topic"),
    }.get(kind, kind.capitalize())


def _relation(relation: Relation, detail: NodeDetail) -> str:
    names = {one.id: one.name for one in detail.others}
    own = relation.object_id == detail.node.entity.id
    other = names.get(relation.subject_id if own else relation.object_id, "")
    if not other:
        return ""
    predicate = relation.predicate.replace("_", " ")
    words = tr("{relation} of {name}") if own else tr("{relation}: {name}")
    said = words.format(relation=predicate, name=plain(other))
    over = relation.valid_to is not None or relation.retracted_at is not None
    return tr("{tie} (over)").format(tie=said) if over else said
