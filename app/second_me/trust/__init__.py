"""What comes in at the door: whose it is, how far it is trusted, and what is never kept."""

from second_me.trust.door import at_the_door
from second_me.trust.secrets import Secret, masked, secrets
from second_me.trust.sources import ENOUGH, Trust, trust

__all__ = ["ENOUGH", "Secret", "Trust", "at_the_door", "masked", "secrets", "trust"]
