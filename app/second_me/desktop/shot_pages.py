"""What is pictured of each page of the open memory: empty, typical, crowded."""

from second_me.desktop import scenes
from second_me.desktop.rail import Place
from second_me.desktop.studio import NARROW, Studio
from second_me.desktop.timeline.life import Zoom
from second_me.desktop.timeline.page import TimelinePage


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
    desktop.models.life.look(Zoom.EPISODES)
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


PAGES = (timeline,)
