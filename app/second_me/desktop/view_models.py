"""All that the pages show, without a window: one view model for each."""

import random

from second_me.core.clock import Clock
from second_me.core.protocol.pushes import PushParams
from second_me.desktop.ask.conversation import Conversation
from second_me.desktop.ask.history import History
from second_me.desktop.calling import Caller
from second_me.desktop.filling.browsers import Browsers
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.sites import Sites
from second_me.desktop.first_run.setup import FirstRun
from second_me.desktop.graph.web import Background, Web
from second_me.desktop.importing.imports import Imports
from second_me.desktop.importing.watched import Watched
from second_me.desktop.models.shelf import Shelf
from second_me.desktop.people.known import Known
from second_me.desktop.privacy.care import Care
from second_me.desktop.quick_recall.recall import Recall
from second_me.desktop.review.reviewing import Reviewing
from second_me.desktop.sample_life import sample
from second_me.desktop.session import Session
from second_me.desktop.settings.learned import Learned
from second_me.desktop.settings.values import HealthView, SettingValues
from second_me.desktop.timeline.life import Life
from second_me.desktop.unlock.unlocking import Unlocking


class ViewModels:
    """The view models of one window, on one line to the agent."""

    def __init__(self, caller: Caller, clock: Clock, background: Background) -> None:
        self.caller = caller
        self.clock = clock
        self.session = Session(caller)
        self.conversation = Conversation(caller)
        self.history = History(caller, clock)
        self.imports = Imports(caller, clock)
        self.watched = Watched(caller, clock)
        self.setup = FirstRun(caller, random.SystemRandom())
        self.unlocking = Unlocking(caller)
        self.recall = Recall(caller)
        self.settings = SettingValues(caller)
        self.learned = Learned(caller)
        self.health = HealthView(caller)
        self.life = Life(caller)
        self.known = Known(caller)
        self.web = Web(caller, background)
        self.reviewing = Reviewing(caller)
        self.filling = Filling(caller)
        self.browsers = Browsers(background)
        self.shelf = Shelf(caller)
        self.background = background
        self.care = Care(caller)
        self.sites = Sites(caller, self.care.guard)
        self.sample = sample()

    def on_push(self, push: PushParams) -> None:
        """Let each take its part of a notification."""
        self.session.on_push(push)
        self.conversation.on_push(push)
        self.history.on_push(push)
        self.imports.on_push(push)
        self.watched.on_push(push)
        self.setup.on_push(push)
        self.settings.on_push(push)
        self.learned.on_push(push)
        self.life.on_push(push)
        self.known.on_push(push)
        self.web.on_push(push)
        self.reviewing.on_push(push)
        self.filling.on_push(push)
        self.sites.on_push(push)
        self.shelf.on_push(push)
        self.care.on_push(push)

    def forget(self) -> None:
        """Drop all that memory holds: it was locked."""
        self.conversation.forget()
        self.history.forget()
        self.recall.clear()
        self.watched.forget()
        self.life.forget()
        self.known.forget()
        self.web.forget()
        self.reviewing.forget()
        self.filling.forget()
        self.sites.forget()
        self.care.forget()
