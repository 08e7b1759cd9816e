"""`python -m second_me.agent`, without the weight of the command line."""

import sys

from second_me.agent.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
