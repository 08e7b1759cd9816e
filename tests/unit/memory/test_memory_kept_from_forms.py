"""Values that were typed into forms: put to the person, and never what is secret."""

from second_me.core.clock import Moment
from second_me.memory.kept_from_forms import propose

TYPED = [
    ("nickname", "Ana", ""),
    ("nickname", "4111 1111 1111 1111", ""),
    ("website", "sk-proj-A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6", ""),
]


def test_cards_and_keys_are_not_kept_whatever_their_field_is_called(vault, clock):
    done = vault.write(
        lambda session: propose(session, "shop.example", "", TYPED, Moment(clock.now()))
    )
    assert (done.proposed, done.known) == (1, 0)
    (view,) = vault.read(lambda session: session.facts.list())
    assert view.fact.value == "Ana"
    assert vault.read(lambda session: session.events.count()) == 1
