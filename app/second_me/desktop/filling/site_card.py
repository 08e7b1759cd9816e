"""Who asks: the site in large letters, what its form is for, and whose values it would get."""

from urllib.parse import urlsplit

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout

from second_me.core.protocol.fill import FillProfile, Plan, Rule, Stage
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.wording import breakable, profile_name, purpose_name
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, Card, Choice, Icon, IconButton, Label, label

_CHOICE = 200
_LONG_SITE = 24
_SIDE_BY_SIDE = 620


class SiteCard(Card):
    """Shows whom a `Filling`'s plan is for."""

    def __init__(self, theme: Theme, filling: Filling) -> None:
        super().__init__(theme)
        self._filling = filling
        self._offered: list[tuple[FillProfile, str]] = []
        self._lock = Icon(theme, "lock", "quiet", 18)
        self._site = label("", "display")
        self._site.setAccessibleDescription(tr("The site that asks"))
        self._origin = label("", "caption", selectable=True)
        self._spelled = Callout(theme)
        self._whose = Choice(theme, tr("Whose values"))
        self._whose.setFixedWidth(_CHOICE)
        self._whose.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._whose.activated.connect(self._on_whose)
        self._more = IconButton(theme, "more", tr("More for this site"))
        self._more.clicked.connect(self._on_more)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(self._site)
        words.addWidget(self._origin)
        top = Qt.AlignmentFlag.AlignTop
        who = QHBoxLayout()
        who.setSpacing(Space.M)
        who.addWidget(self._lock, 0, top)
        who.addLayout(words, 1)
        whose = QVBoxLayout()
        whose.setSpacing(Space.HAIR)
        whose.addWidget(Label(tr("FILL AS"), "over"))
        whose.addWidget(self._whose)
        choose = QHBoxLayout()
        choose.addLayout(whose)
        choose.addStretch(1)
        choose.addWidget(self._more, 0, top)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(Space.M)
        self._row.addLayout(who, 1)
        self._row.addLayout(choose)
        self.column.addLayout(self._row)
        self.column.addWidget(self._spelled)

    def refresh(self, plan: Plan) -> None:
        """Show a plan's site."""
        self._site.setText(breakable(plan.site))
        self._site.be("title" if len(plan.site) > _LONG_SITE else "display")
        self._origin.setText(f"{purpose_name(plan.purpose)} · {_how(plan)}")
        other = plan.site != plan.ascii
        self._spelled.say(
            tr(
                "This address has letters beyond a to z. Machines read it as {ascii}: look "
                "closely whether it is the site you mean."
            ).format(ascii=plan.ascii)
            if other
            else ""
        )
        waits = plan.stage is Stage.WAITING
        self._whose.setEnabled(waits)
        self._more.setVisible(waits and not plan.file)
        offered = [
            (one, label_)
            for one in self._filling.profiles
            for label_ in ("", *(one.labels if len(one.labels) > 1 else ()))
        ]
        if offered != self._offered:
            self._offered = offered
            self._whose.clear()
            self._whose.addItems([profile_name(*one) for one in offered])
        for place, (one, label_) in enumerate(offered):
            subject = "" if one.owner else one.subject
            if (subject, label_) == (plan.subject, plan.label):
                self._whose.setCurrentIndex(place)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Put whose values they are below the site where there is little room."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if self.width() >= _SIDE_BY_SIDE else down)

    def _on_whose(self, place: int) -> None:
        profile, label_ = self._offered[place]
        self._filling.use(profile, label_)

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Never fill anything on this site")).triggered.connect(self._on_never)
        menu.addAction(tr("Ask me each time on this site")).triggered.connect(self._on_ask)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_never(self) -> None:
        self._filling.rule(Rule.NEVER)

    def _on_ask(self) -> None:
        self._filling.rule(Rule.ASK)


def _how(plan: Plan) -> str:
    """Return how a form came here."""
    if plan.file:
        return tr("a PDF file; a copy of it is filled")
    secure = urlsplit(plan.origin).scheme == "https"
    return tr("protected (https)") if secure else tr("on this machine")
