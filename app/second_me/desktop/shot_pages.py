"""What is pictured of each page of the open memory: empty, typical, crowded."""

from second_me.core.protocol.deciding import Word
from second_me.core.protocol.erase import Everything
from second_me.core.protocol.pushes import Progress
from second_me.desktop import scenes
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.filling.browsers import BrowserView, Told
from second_me.desktop.filling.page import FillPage
from second_me.desktop.graph.page import GraphPage
from second_me.desktop.people.page import PeoplePage
from second_me.desktop.privacy.confirming import ConfirmDialog
from second_me.desktop.privacy.page import PrivacyPage
from second_me.desktop.privacy.restore_dialog import RestoreDialog
from second_me.desktop.privacy.wipe_dialog import WipeDialog
from second_me.desktop.rail import Place
from second_me.desktop.review.page import ReviewPage
from second_me.desktop.staged.fill import CROWDED, PLAN
from second_me.desktop.staged.people import StagedPeople
from second_me.desktop.staged.privacy import BACKUPS
from second_me.desktop.studio import NARROW, SIZE, Studio
from second_me.desktop.timeline.life import Zoom
from second_me.desktop.timeline.page import TimelinePage
from second_me.desktop.widgets import IconButton

BROWSERS = Told(
    browsers=(BrowserView("Chromium", connected=True), BrowserView("Firefox", connected=False)),
    sealed=("Chromium (Snap)",),
    extension="/usr/share/second-me/resources/extension",
)


def asked(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    page = desktop.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.toggle_history()
    studio.settle(desktop, lambda: desktop.models.history.loaded)
    studio.take("ask-history", desktop.shell)
    desktop.conversation.open(desktop.models.history.conversations[0].id)
    studio.settle(desktop, lambda: bool(desktop.conversation.turns))
    studio.take("ask-kept", desktop.shell)
    scene.missing = ("meaning",)
    scene.read_as = "When is the next check at the dentist?"
    page.ask("And when is the next?")
    studio.settle(desktop, lambda: desktop.conversation.running is None)
    studio.take("ask-degraded", desktop.shell)
    desktop.close()


def timeline(studio: Studio) -> None:
    scene = scenes.Scene()
    scene.life.days = 0
    desktop = studio.stage(scene)
    desktop.shell.go(Place.TIMELINE)
    studio.settle(desktop)
    studio.take("timeline-empty", desktop.shell)
    scene.life.days, scene.life.busy = 40, 3
    desktop.models.life.refresh()
    studio.settle(desktop)
    studio.take("timeline-typical", desktop.shell)
    scene.life.days, scene.life.busy = 2400, 90
    desktop.models.life.refresh()
    page = desktop.shell.page(Place.TIMELINE)
    assert isinstance(page, TimelinePage)
    for zoom in Zoom:
        page.zooms.choose(zoom.value)
        desktop.models.life.look(zoom)
        studio.settle(desktop)
        studio.take(f"timeline-crowded-{zoom.value}", desktop.shell)
    page.list.make_current(3)
    desktop.models.life.open_row(3)
    studio.settle(desktop)
    studio.take("timeline-moment", desktop.shell)
    page._zoom_to(Zoom.EPISODES)  # noqa: SLF001  (a picture of it)
    studio.settle(desktop)
    page.list.make_current(2)
    desktop.models.life.open_row(2)
    studio.settle(desktop)
    studio.take("timeline-episode", desktop.shell)
    desktop.models.life.close()
    desktop.shell.resize(NARROW)
    studio.settle(desktop)
    studio.take("timeline-narrow", desktop.shell)
    desktop.close()


def review(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    desktop.shell.go(Place.REVIEW)
    reviewing = desktop.models.reviewing
    studio.settle(desktop, lambda: reviewing.loaded)
    studio.take("review-update", desktop.shell)
    reviewing.go(1)
    studio.settle(desktop)
    page = desktop.shell.page(Place.REVIEW)
    assert isinstance(page, ReviewPage)
    page._on_edit()  # noqa: SLF001  (a picture of the line one edits in)
    studio.take("review-edit", desktop.shell)
    reviewing.go(2)
    studio.settle(desktop)
    studio.take("review-merge", desktop.shell)
    desktop.shell.resize(NARROW)
    reviewing.go(-2)
    studio.settle(desktop)
    studio.take("review-narrow", desktop.shell)
    desktop.shell.resize(SIZE)
    for _ in range(4):
        reviewing.say(Word.ACCEPT)
        studio.settle(desktop)
    studio.take("review-done", desktop.shell)
    desktop.close()


def fill(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    desktop.models.browsers.ask = lambda _act: BROWSERS
    desktop.shell.go(Place.FILL)
    page = desktop.shell.page(Place.FILL)
    assert isinstance(page, FillPage)
    for part in ("now", "sites", "browsers"):
        page.show_part(part)
        studio.settle(desktop)
        studio.take(f"fill-{part}", desktop.shell)
    model = desktop.models.filling
    for name, plan in (("plan", PLAN), ("crowded", CROWDED)):
        scene.fill.plans = (plan,)
        model.refresh()
        for _ in range(3):  # long words are laid out again as their rows come
            studio.settle(desktop, page.plan.approve.isEnabled)
        studio.take(f"fill-{name}", desktop.shell)
    page.plan.rows[5].toggle_sources()
    page.plan.rows[1].write()
    page.plan._on_left()  # noqa: SLF001  (a picture of what is left alone)
    desktop.shell.resize(NARROW)
    studio.settle(desktop)
    studio.take("fill-narrow", desktop.shell)
    desktop.shell.resize(SIZE)
    scene.fill.plans = (PLAN,)
    model.refresh()
    studio.settle(desktop, page.plan.approve.isEnabled)
    model.approve()
    studio.settle(desktop)
    model.refresh()
    studio.settle(desktop)
    studio.take("fill-filled", desktop.shell)
    desktop.close()


def people(studio: Studio) -> None:
    scene = scenes.Scene()
    scene.people = StagedPeople(0, 0)
    desktop = studio.stage(scene)
    desktop.shell.go(Place.PEOPLE)
    known = desktop.models.known
    studio.settle(desktop, lambda: known.loaded)
    studio.take("people-empty", desktop.shell)
    desktop.close()
    desktop = studio.stage(scenes.Scene())
    desktop.shell.go(Place.PEOPLE)
    known = desktop.models.known
    studio.settle(desktop, lambda: known.profile is not None)
    studio.take("people-typical", desktop.shell)
    known.ask_history("home")
    known.confirm(known.facts[1].fact.id)
    studio.settle(desktop)
    page = desktop.shell.page(Place.PEOPLE)
    assert isinstance(page, PeoplePage)
    page.card._rows[0]._on_shows()  # noqa: SLF001  (a picture of its quotes)
    studio.settle(desktop)
    studio.take("people-history", desktop.shell)
    desktop.close()
    scene = scenes.Scene()
    scene.people = StagedPeople(400, 300)
    desktop = studio.stage(scene)
    desktop.shell.go(Place.PEOPLE)
    known = desktop.models.known
    studio.settle(desktop, lambda: known.profile is not None)
    studio.take("people-crowded", desktop.shell)
    desktop.shell.resize(NARROW)
    known.choose(known.everybody[1])
    studio.settle(desktop)
    studio.take("people-narrow", desktop.shell)
    desktop.close()


def privacy(studio: Studio) -> None:
    scene = scenes.Scene()
    desktop = studio.stage(scene)
    desktop.shell.go(Place.PRIVACY)
    care = desktop.models.care
    page = desktop.shell.page(Place.PRIVACY)
    assert isinstance(page, PrivacyPage)
    studio.settle(desktop, lambda: care.loaded)
    for part in ("stored", "keep", "export", "units", "backups", "activity", "keys", "erase"):
        page.show_part(part)
        studio.settle(desktop)
        studio.take(f"privacy-{part}", desktop.shell)
    care.erasing.ask_plan(Everything())
    studio.settle(desktop)
    studio.take("privacy-plan", desktop.shell)
    care.erasing.erase()
    studio.settle(desktop)
    studio.take("privacy-confirm", page.findChildren(ConfirmDialog)[0])
    care.guard.confirm("right")
    studio.settle(desktop)
    care.erasing.drop_plan()
    studio.take("privacy-erasing", desktop.shell)
    _dialogs(studio, desktop, page)
    desktop.shell.resize(NARROW)
    for part in ("backups", "keep"):
        page.show_part(part)
        studio.settle(desktop)
        studio.take(f"privacy-{part}-narrow", desktop.shell)
    desktop.close()


def _dialogs(studio: Studio, desktop: Desktop, page: PrivacyPage) -> None:
    care = desktop.models.care
    restore = RestoreDialog(desktop.theme, care.backups, BACKUPS[-1].path, page)
    restore.open()
    care.backups.restore(BACKUPS[-1].path)
    studio.settle(desktop)
    studio.take("privacy-restore", restore)
    restore.reject()
    wipe = WipeDialog(desktop.theme, care.wiping, page)
    wipe.open()
    studio.settle(desktop)
    studio.take("privacy-wipe", wipe)
    wipe.reject()


def graph(studio: Studio) -> None:
    for name, count in (("empty", 0), ("typical", 42), ("crowded", 1500)):
        scene = scenes.Scene()
        scene.graph.nodes = count
        desktop = studio.stage(scene)
        web = desktop.models.web
        web.limit = count or 1
        desktop.shell.go(Place.GRAPH)
        studio.settle(desktop, lambda: desktop.models.web.loaded, 60)  # noqa: B023
        studio.take(f"graph-{name}", desktop.shell)
        page = desktop.shell.page(Place.GRAPH)
        assert isinstance(page, GraphPage)
        if name == "typical":
            page.canvas.select(1)
            studio.settle(desktop)
            studio.take("graph-node", desktop.shell)
        desktop.close()


def models(studio: Studio) -> None:
    scene = scenes.Scene()
    scene.models = scenes.SHELF
    desktop = studio.stage(scene)
    for place in (Place.MODELS, Place.ABOUT):
        desktop.shell.go(place)
        studio.settle(desktop)
        studio.take(place.value, desktop.shell)
    shelf = desktop.models.shelf
    shelf.on_push(
        Progress(key="download:smollm2-1.7b", title="", done=400, total=1000, unit="bytes")
    )
    desktop.shell.go(Place.MODELS)
    page = desktop.shell.page(Place.MODELS)
    page.findChildren(IconButton)[-1].click()
    studio.settle(desktop)
    studio.take("models-fetching", desktop.shell)
    desktop.close()


PAGES = (asked, models, timeline, people, graph, review, fill, privacy)
