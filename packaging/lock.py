"""Write the lock files anew: exact versions with hashes, for every platform and Python we take.

    python3 packaging/lock.py        needs the program `uv`

`run.txt` is what the product needs, `test.txt` adds what its checks need (at the same
versions), `build.txt` what compiling the language-model engine needs, `pip.txt` the installer.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
COMMON = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-annotate",
    "--upgrade",
)


def main() -> int:
    """Write all four files."""
    uv = shutil.which("uv")
    if uv is None:
        sys.stderr.write("This needs the program uv: https://docs.astral.sh/uv/\n")
        return 2
    compile_lock(uv, "run.txt", "pyproject.toml")
    compile_lock(uv, "test.txt", "pyproject.toml", "--extra=dev", "--constraint", "run.txt")
    compile_lock(uv, "build.txt", "build.in")
    compile_lock(uv, "pip.txt", "pip.in")
    return 0


def compile_lock(uv: str, name: str, source: str, *options: str) -> None:
    source_path = ROOT / source if source == "pyproject.toml" else LOCKS / source
    subprocess.run(
        [uv, "pip", "compile", str(source_path), *options, *COMMON, "-o", name, "--quiet"],
        cwd=LOCKS,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main())
