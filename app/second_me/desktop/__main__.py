"""`python -m second_me.desktop` opens the window."""

import sys

from second_me.desktop.main import main

sys.exit(main())
