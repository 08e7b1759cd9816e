"""Write the table of packages in THIRD-PARTY-NOTICES.md from the locks and what is installed.

.venv/bin/python packaging/notices.py
"""

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

import locked

ROOT = Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD-PARTY-NOTICES.md"
BEGIN, END = "<!-- packages -->", "<!-- end of packages -->"
NOT_SAID = {
    "colorama": "BSD-3-Clause",
    "hatchling": "MIT",
    "httpx2-jsfetch": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "trove-classifiers": "Apache-2.0",
}
"""Licences of packages that are for another platform or whose metadata names none."""
LONGEST = 80
"""A longer one is the text of a licence, not its name."""
SAME = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "LGPLv2+": "LGPL-2.1-or-later",
}


def main() -> int:
    """Rewrite the table."""
    text = NOTICES.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    NOTICES.write_text(f"{before}{BEGIN}\n{table()}{END}{after}", encoding="utf-8")
    return 0


def table() -> str:
    """Return the rows of all locked packages, those of the checks marked."""
    locks = ROOT / "packaging" / "locks"
    shipped = locked.names((locks / "run.txt").read_text("utf-8"))
    every = locked.names((locks / "test.txt").read_text("utf-8"))
    found = {locked.normalised(one.metadata["Name"]): one for one in distributions()}
    rows = ["| package | licence | used |", "| --- | --- | --- |"]
    for name in sorted(every):
        use = "by the product" if name in shipped else "by its checks"
        rows.append(f"| {name} | {licence(name, found.get(name))} | {use} |")
    return "\n".join(rows) + "\n"


def licence(name: str, installed: Distribution | None) -> str:
    """Return a package's licence as its metadata states it."""
    if name in NOT_SAID or installed is None:
        return NOT_SAID[name]
    metadata = installed.metadata
    stated = metadata.get("License-Expression") or (metadata.get("License") or "").split("\n")[0]
    if not stated or len(stated) > LONGEST:
        classifiers = metadata.get_all("Classifier") or []
        names = [re.split(r" :: ", one)[-1] for one in classifiers if one.startswith("License")]
        stated = " OR ".join(names)
    return SAME.get(stated, stated) or NOT_SAID[name]


if __name__ == "__main__":
    sys.exit(main())
