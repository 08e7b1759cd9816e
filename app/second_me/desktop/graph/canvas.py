"""The graph as one painted item: drag moves it, the wheel comes closer, arrows go to nodes."""

from math import hypot

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from second_me.desktop.ask.citations import plain
from second_me.desktop.graph.web import Web
from second_me.desktop.theme import Theme, Type
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets.lines import sized

_NEAREST, _FARTHEST = 4.0, 260.0
_MARGIN = 48
_DRAG = 4
_SMOOTH = 600
"""Ties that are drawn smooth at most."""

_LABELS = 60
"""Names drawn at most while nobody is looked at."""


class GraphCanvas(QWidget):
    """Paints the `Drawn` of a `Web`. `chosen` names a node, -1 for none."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme, web: Web) -> None:
        super().__init__()
        self._theme = theme
        self._web = web
        self._scale = 40.0
        self._centre = QPointF(0, 0)
        self._moved = False
        self._hovered = -1
        self._pressed: QPointF | None = None
        self._from = QPointF(0, 0)
        self._lines: list[QLineF] = []
        self._points: list[QPointF] = []
        self._radii: list[float] = []
        self._order: list[int] = []
        self._names: dict[int, tuple[str, int]] = {}
        self._communities: list[tuple[int, str, QPointF]] = []
        self._looks_of: object = None
        self._edges_of: object = None
        self._kept_edges: list[int] = []
        self._shown_lines: list[QLineF] = []
        self._kept_looks: dict[tuple[str, int], list[QPointF]] = {}
        self.found: set[int] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Graph"))
        self.setMinimumSize(200, 200)
        theme.changed.connect(self.update)

    def show_drawn(self) -> None:
        """Take over another graph; the first one is fitted into view."""
        drawn = self._web.drawn
        self._points = [QPointF(*place) for place in drawn.places]
        self._lines = [
            QLineF(self._points[first], self._points[second]) for first, second, _ in drawn.edges
        ]
        most = max((node.weight for node in drawn.nodes), default=1.0) or 1.0
        self._radii = [5 + 9 * (node.weight / most) ** 0.5 for node in drawn.nodes]
        self._names = {}
        self._looks_of = self._edges_of = None
        self._communities = self._find_communities()
        self._order = sorted(range(len(drawn.nodes)), key=lambda one: -drawn.nodes[one].weight)
        if not self._moved:
            self.fit()
        self.update()

    def fit(self) -> None:
        """Bring all of it into view."""
        if not self._points or self.width() <= 2 * _MARGIN:
            return
        xs, ys = [one.x() for one in self._points], [one.y() for one in self._points]
        wide = max(max(xs) - min(xs), 1.0)
        high = max(max(ys) - min(ys), 1.0)
        room = QPointF(self.width() - 2 * _MARGIN, self.height() - 2 * _MARGIN)
        scale = min(room.x() / wide, max(room.y(), 1) / high)
        self._scale = max(_NEAREST, min(scale, _FARTHEST / 2))
        self._centre = QPointF((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
        self._moved = False
        self.update()

    def fit_next(self) -> None:
        """Bring the next graph that is shown into view as a whole."""
        self._moved = False

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Come closer or go back, so that what is `at` stays there."""
        at = at if at is not None else QPointF(self.width() / 2, self.height() / 2)
        before = self._to_graph(at)
        self._scale = max(_NEAREST, min(self._scale * factor, _FARTHEST))
        after = self._to_graph(at)
        self._centre += before - after
        self._moved = True
        self.update()

    def centre_on(self, number: int) -> None:
        self._centre = self._points[number]
        self._moved = True
        self.update()

    def select(self, number: int) -> None:
        """Look at a node and tell screen readers of it."""
        if number >= 0:
            node = self._web.drawn.nodes[number]
            ties = len(self._web.drawn.neighbours(number))
            told = tr_count("tied to 1 other", "tied to %n others", ties)
            self.setAccessibleDescription(f"{plain(node.entity.name)}, {node.entity.kind}, {told}")
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)
            at = self._to_view(self._points[number])
            if not self.rect().adjusted(40, 40, -40, -40).contains(at.toPoint()):
                self.centre_on(number)
        self.chosen.emit(number)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn = self._web.drawn
        selected = self._web.selected
        near = drawn.neighbours(selected) | {selected} if selected is not None else None
        self._paint_edges(painter, selected)
        self._paint_nodes(painter, near)
        self._paint_names(painter, near)
        self._paint_communities(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.palette.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _paint_edges(self, painter: QPainter, selected: int | None) -> None:
        painter.save()
        self._transform(painter)
        faint, strong = QColor(self._theme.palette.edge), QColor(self._theme.palette.accent)
        many = len(self._web.drawn.edges) > _SMOOTH
        faint.setAlphaF(0.12 if selected is not None else 0.2 if many else 0.35)
        edges = self._web.drawn.edges
        shown = self._shown_edges()
        pen = QPen(faint, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        if shown:
            # Smooth lines cost most of a frame; among so many nobody sees a step.
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(shown) < _SMOOTH)
            painter.drawLines(self._shown_lines)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        own = [number for number in shown if selected in edges[number][:2]]
        if selected is not None and own:
            pen = QPen(strong, 1.5)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines([self._lines[number] for number in own])
        painter.restore()

    def _shown_edges(self) -> list[int]:
        """Return the edges that held at the time looked at, kept while that is the same."""
        key = (id(self._web.drawn), self._web.at)
        if self._edges_of != key:
            self._edges_of = key
            edges = self._web.drawn.edges
            self._kept_edges = [n for n, (_, _, one) in enumerate(edges) if self._web.holds(one)]
            self._shown_lines = [self._lines[number] for number in self._kept_edges]
        return self._kept_edges

    def _paint_nodes(self, painter: QPainter, near: set[int] | None) -> None:
        """Draw the nodes as round points, all of one look at once: there may be many."""
        shrink = self._shrink
        painter.save()
        self._transform(painter)
        for (colour, radius), points in self._looks(near).items():
            pen = QPen(QColor(colour), 2 * radius * shrink)
            pen.setCosmetic(True)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(points)
        painter.restore()
        rings = self.found | ({self._web.selected} if self._web.selected is not None else set())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.palette.accent), 2.5))
        for number in rings:
            ring = self._radii[number] * shrink + 4
            painter.drawEllipse(self._to_view(self._points[number]), ring, ring)

    @property
    def _shrink(self) -> float:
        return min(1.0, max(self._scale / 40, 0.45))

    def _looks(self, near: set[int] | None) -> dict[tuple[str, int], list[QPointF]]:
        """Return the places of nodes by their colour and size, kept while these hold."""
        key = (id(self._web.drawn), self._theme.palette.name, self._web.selected)
        if self._looks_of != key:
            colours = self._theme.palette
            self._looks_of = key
            self._kept_looks = {}
            for number, node in enumerate(self._web.drawn.nodes):
                colour = QColor(colours.hues[node.community % len(colours.hues)])
                if node.owner:
                    colour = QColor(colours.text)
                if near is not None and number not in near:
                    colour.setAlphaF(0.2)
                look = (colour.name(QColor.NameFormat.HexArgb), round(self._radii[number]))
                self._kept_looks.setdefault(look, []).append(self._points[number])
        return self._kept_looks

    def _paint_communities(self, painter: QPainter) -> None:
        """Write the names of communities over them while one is far away."""
        if self._web.selected is not None or self._scale > 70:  # noqa: PLR2004
            return
        font = sized(self.font(), Type.SMALL, bold=True)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        for community, name, over in self._communities:
            at = self._to_view(over)
            width = metrics.horizontalAdvance(name)
            colours = self._theme.palette
            painter.setPen(QColor(colours.hues[community % len(colours.hues)]))
            painter.drawText(QPointF(at.x() - width / 2, at.y() - 16), name)

    def _find_communities(self) -> list[tuple[int, str, QPointF]]:
        """Return the communities worth a name, each with the place above its members."""
        members: dict[int, list[QPointF]] = {}
        for node, point in zip(self._web.drawn.nodes, self._points, strict=True):
            members.setdefault(node.community, []).append(point)
        found = []
        for community, name in self._web.drawn.communities:
            points = members.get(community, [])
            if name and len(points) > 2:  # noqa: PLR2004  (a pair needs no name)
                x = sum(point.x() for point in points) / len(points)
                y = min(point.y() for point in points)
                found.append((community, plain(name), QPointF(x, y)))
        return found

    def _paint_names(self, painter: QPainter, near: set[int] | None) -> None:
        """Write names, the most tied first, where none stands already."""
        font = sized(self.font(), Type.CAPTION)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        taken: list[QRectF] = []
        wanted = [one for one in self._order if near is None or one in near]
        first = [one for one in (self._web.selected, self._hovered) if one is not None and one >= 0]
        ink = QColor(self._theme.palette.text)
        ground = QColor(self._theme.palette.window)
        ground.setAlphaF(0.78)
        most = _LABELS if near is None else 4 * _LABELS
        for number in [*first, *sorted(self.found), *wanted[: 3 * most]]:
            if len(taken) >= most:
                break
            at = self._to_view(self._points[number])
            if not self.rect().contains(at.toPoint()):
                continue
            name, width = self._name(number, metrics)
            box = QRectF(at.x() + self._radii[number] + 3, at.y() - 8, 0, 16)
            box.setWidth(width + 4)
            if box.right() > self.width():  # to the other side of its node
                box.moveRight(at.x() - self._radii[number] - 3)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            painter.fillRect(box, ground)
            painter.setPen(ink)
            painter.drawText(box.adjusted(2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)

    def _name(self, number: int, metrics: QFontMetrics) -> tuple[str, int]:
        """Return the name of a node, cut if it is long, and how wide it is."""
        known = self._names.get(number)
        if known is None:
            name = plain(self._web.drawn.nodes[number].entity.name)
            name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 160)
            known = self._names[number] = (name, metrics.horizontalAdvance(name))
        return known

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key = Qt.Key(event.key())
        if key in ways and self._points:
            self.select(self._next(*ways[key]))
        elif event.text() in {"+", "-"}:
            self.zoom(1.25 if event.text() == "+" else 0.8)
        elif event.text() == "0":
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._web.selected is not None:
            self.opened.emit(self._web.selected)
        elif key == Qt.Key.Key_Escape and self._web.selected is not None:
            self.select(-1)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        self._pressed = event.position()
        self._from = QPointF(self._centre)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        if self._pressed is not None:
            self._moved = True
            self._centre = self._from - (event.position() - self._pressed) / self._scale
            self.update()
            return
        hovered = self._node_at(event.position())
        if hovered != self._hovered:
            self._hovered = hovered
            pointing = Qt.CursorShape.PointingHandCursor
            self.setCursor(pointing if hovered >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and (event.position() - pressed).manhattanLength() < _DRAG:
            self.select(self._node_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        number = self._node_at(event.position())
        if number >= 0:
            self.opened.emit(number)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  (Qt's name)
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        super().resizeEvent(event)
        if not self._moved:
            self.fit()

    def _next(self, x: int, y: int) -> int:
        """Return the nearest node in a direction from the one that is looked at."""
        selected = self._web.selected
        if selected is None:
            return self._order[0]
        here = self._points[selected]
        best, shortest = selected, float("inf")
        for number, point in enumerate(self._points):
            right, down = point.x() - here.x(), point.y() - here.y()
            ahead = right * x + down * y
            aside = abs(right * y) + abs(down * x)
            if ahead > 0 and (far := hypot(ahead, 2 * aside)) < shortest:
                best, shortest = number, far
        return best

    def _node_at(self, at: QPointF) -> int:
        for number in self._order:
            away = self._to_view(self._points[number]) - at
            if hypot(away.x(), away.y()) <= self._radii[number] + 3:
                return number
        return -1

    def _transform(self, painter: QPainter) -> None:
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(self._scale, self._scale)
        painter.translate(-self._centre)

    def _to_view(self, point: QPointF) -> QPointF:
        x = (point.x() - self._centre.x()) * self._scale + self.width() / 2
        y = (point.y() - self._centre.y()) * self._scale + self.height() / 2
        return QPointF(x, y)

    def _to_graph(self, at: QPointF) -> QPointF:
        x = (at.x() - self.width() / 2) / self._scale + self._centre.x()
        y = (at.y() - self.height() / 2) / self._scale + self._centre.y()
        return QPointF(x, y)
