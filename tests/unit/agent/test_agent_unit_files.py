"""Files that are said to be units: what they are is seen before anything is read into memory."""

import os
import sys

import pytest

from second_me.agent import units
from second_me.core.errors import PersonFault


def test_a_file_too_large_for_a_unit_is_not_read(tmp_path):
    path = tmp_path / "huge.unit"
    path.write_bytes(b'{"form":"second-me-sealed"')
    os.truncate(path, units.MOST_BYTES + 1)
    with pytest.raises(PersonFault, match="too large"):
        units.look(None, path, "a passphrase")


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes among its files")
def test_nobody_waits_for_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe.unit")
    for name in ("pipe.unit", "none.unit", "."):
        with pytest.raises(PersonFault, match="cannot be read"):
            units.look(None, tmp_path / name, "a passphrase")
