"""How a row of the timeline looks: a moment, an episode, or one that has not come yet."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from second_me.core.clock import Clock
from second_me.core.records import Episode, Event
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.session import Session
from second_me.desktop.theme import Radius, Space, Theme, Type
from second_me.desktop.translation import tr
from second_me.desktop.widgets.avatars import paint_avatar
from second_me.desktop.widgets.lines import paint_line, paint_lines, sized

MOMENT_HEIGHT = 68
EPISODE_HEIGHT = 92
HEAD_HEIGHT = 36
_TIME = 60
_ICON = 16
_FACE = 22
_FACES = 4


class RowPainter:
    """Paints rows in the theme's colours; `session` knows the sources' names."""

    def __init__(self, theme: Theme, session: Session, clock: Clock, font: QFont) -> None:
        self._theme = theme
        self._session = session
        self._clock = clock
        self._body = sized(font, Type.BODY)
        self._bold = sized(font, Type.BODY, bold=True)
        self._small = sized(font, Type.SMALL)
        self._caption = sized(font, Type.CAPTION)

    def paint(self, painter: QPainter, rect: QRect, row: Event | Episode | None) -> None:
        inside = rect.adjusted(Space.L + Space.S, Space.S + Space.HAIR, -Space.XL, -Space.S)
        if row is None:
            self._paint_coming(painter, inside)
        elif isinstance(row, Event):
            self._paint_moment(painter, inside, row)
        else:
            self._paint_episode(painter, rect, row)

    def words(self, row: Event | Episode | None) -> str:
        """Return what a screen reader says of a row."""
        if row is None:
            return tr("Coming")
        if isinstance(row, Event):
            when = wording.when(row.moment)
            return f"{wording.who(row)}, {when}: {plain(row.text).strip()}"
        people = ", ".join(row.people)
        return ", ".join(part for part in (row.title, self._span(row), people) if part)

    def _paint_coming(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.hover))
        left = rect.left() + _TIME
        for width, top in ((0.24, 4), (0.62, 26)):
            bar = QRectF(left, rect.top() + top, rect.width() * width, 10)
            painter.drawRoundedRect(bar, 5, 5)

    def _paint_moment(self, painter: QPainter, rect: QRect, event: Event) -> None:
        colours = self._theme.palette
        line = QRect(rect.left(), rect.top(), _TIME, 20)
        time = ""
        if event.moment.to_the_minute:
            time = wording.time_of(event.moment.at, self._clock)
        paint_line(painter, line, time, self._caption, colours.quiet)
        left = rect.left() + _TIME
        picture = self._theme.pixmap(event.kind.value, "quiet", _ICON)
        painter.drawPixmap(left, rect.top() + 2, picture)
        left += _ICON + Space.S
        name = QRect(left, rect.top(), max((rect.right() - left) // 2, 40), 20)
        used = paint_line(painter, name, wording.who(event), self._bold, colours.text)
        where = wording.where(event, self._session.source_name(event.source_id))
        beside = QRect(left + used + Space.M, rect.top(), 0, 20)
        beside.setRight(rect.right())
        paint_line(painter, beside, where, self._caption, colours.quiet)
        words = QRect(rect.left() + _TIME, rect.top() + 22, rect.width() - _TIME, 40)
        text = plain(event.text).strip() or event.title
        paint_lines(painter, words, text, self._small, colours.text, 2)

    def _paint_episode(self, painter: QPainter, rect: QRect, episode: Episode) -> None:
        colours = self._theme.palette
        card = rect.adjusted(Space.S, Space.XS, -Space.S, -Space.XS)
        inside = card.adjusted(Space.L, Space.M - 2, -Space.L, -Space.S)
        painter.setPen(QColor(colours.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), *_ROUND)
        faces = self._paint_faces(painter, inside, episode.people)
        line = QRect(inside.left(), inside.top(), inside.width() - faces, 20)
        title = plain(episode.title).strip() or tr("Without a title")
        paint_line(painter, line, title, self._bold, colours.text)
        below = QRect(inside.left(), inside.top() + 22, inside.width() - faces, 18)
        parts = (self._span(episode), plain(episode.place), _names(episode.people))
        facts = " · ".join(part for part in parts if part)
        paint_line(painter, below, facts, self._caption, colours.quiet)
        text = QRect(inside.left(), inside.top() + 42, inside.width(), 20)
        summary = plain(episode.summary).strip()
        paint_lines(painter, text, summary, self._small, colours.quiet, 1)

    def _paint_faces(self, painter: QPainter, rect: QRect, people: tuple[str, ...]) -> int:
        """Draw who took part, at the right; return the room it took."""
        shown = people[:_FACES]
        step = _FACE - 3
        width = _FACE + step * (len(shown) - 1) if shown else 0
        painter.setFont(self._caption)
        for number, name in reversed(list(enumerate(shown))):
            left = rect.right() - width + number * step
            ring = QRectF(left - 1.5, rect.top() - 1.5, _FACE + 3, _FACE + 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.palette.window))
            painter.drawEllipse(ring)
            square = QRectF(left, rect.top(), _FACE, _FACE)
            paint_avatar(painter, square, name, self._theme.palette)
        return width + Space.M if shown else 0

    def _span(self, episode: Episode) -> str:
        if not episode.dated:
            return tr("day unknown")
        start = wording.time_of(episode.start, self._clock)
        end = wording.time_of(episode.end, self._clock)
        return start if start == end else f"{start} – {end}"  # noqa: RUF001  (a dash between times)


_ROUND = (Radius.MEDIUM, Radius.MEDIUM)


def _names(people: tuple[str, ...]) -> str:
    if len(people) <= _FACES:
        return ", ".join(people)
    more = tr("{count} more").format(count=len(people) - _FACES)
    return f"{', '.join(people[:_FACES])}, {more}"
