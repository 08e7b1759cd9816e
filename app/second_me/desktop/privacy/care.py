"""What the Privacy page shows and does, part by part, and where all of it lies."""

from collections.abc import Callable

from second_me.core.protocol.privacy import GetKnownPage, KnownPage, ListPlaces, Place, Places
from second_me.core.protocol.pushes import PushParams
from second_me.desktop.calling import Caller
from second_me.desktop.privacy.erasing import Erasing
from second_me.desktop.privacy.exporting import Exporting
from second_me.desktop.privacy.giving import Giving
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.keep_rules import KeepRules
from second_me.desktop.privacy.key_slots import KeySlots
from second_me.desktop.privacy.part import Part
from second_me.desktop.privacy.safekeeping import Safekeeping
from second_me.desktop.privacy.trail import Trail
from second_me.desktop.privacy.wiping import Wiping
from second_me.desktop.settings.values import SettingValues


class Care(Part):
    """The places of the disk and the one page of what is known, and the view model of each other
    part. Their changes are all told to `on_change` alone.
    """

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller, Guard(caller))
        self.erasing = Erasing(caller, self.guard)
        self.rules = KeepRules(caller, self.guard)
        self.wiping = Wiping(caller, self.guard)
        self.exporting = Exporting(caller, self.guard)
        self.giving = Giving(caller, self.guard)
        self.backups = Safekeeping(caller, self.guard)
        self.trail = Trail(caller, self.guard)
        self.keys = KeySlots(caller, self.guard)
        self.settings = SettingValues(caller)
        self._told = (self.erasing, self.rules, self.backups, self.giving)
        self._shown = (*self._told, self.trail, self.keys)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.loaded = False
        self.places: tuple[Place, ...] = ()
        self.page: KnownPage | None = None

    def tell(self, changed: Callable[[], None], stale: Callable[[], None]) -> None:
        """Have one place be told of all changes, and of what should be asked for anew."""
        for part in (self, *self._shown, self.wiping, self.exporting):
            part.on_change, part.on_stale = changed, stale
        self.settings.on_change = changed

    def refresh(self) -> None:
        """Ask anew for what is shown without being asked for."""
        self._caller.call(ListPlaces(), self._on_places, self._on_error)
        for part in self._shown:
            part.refresh()
        self.settings.refresh()

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        for part in (*self._shown, self.exporting):
            part.forget()
        self.on_change()

    def on_push(self, push: PushParams) -> None:
        if self.loaded:
            self.settings.on_push(push)
            for part in self._told:
                part.on_push(push)

    def ask_page(self) -> None:
        """Ask for the one page of what is known."""
        self._guarded(GetKnownPage(), self._on_page)

    def _on_places(self, places: Places) -> None:
        self.loaded = True
        self.places = places.places
        self.on_change()

    def _on_page(self, page: KnownPage) -> None:
        self.page = page
        self.on_change()


def total_bytes(places: tuple[Place, ...]) -> int:
    return sum(place.bytes for place in places)
