"""The agent as it is, but for a passphrase that is stretched cheaply and no keyring asked."""

import sys

from second_me.agent.main import main
from second_me.agent.parts import Parts
from second_me.vault import Argon2Cost, NoKeyring


def quick() -> Parts:
    return Parts(argon2=Argon2Cost(memory_kib=64, passes=1), keyring=NoKeyring)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], quick))
