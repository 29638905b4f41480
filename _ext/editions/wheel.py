"""The experiments as a wheel that lies beside the notebooks: `snippets` alone, which asks for what it imports.

It is made here and not by setuptools: the project as a whole also has the rooms of the site, and pins its torch.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime
from pathlib import Path

from ..packing import write_zip
from ..project import ROOT
from .files import wheel_name

NEEDS = {  # the oldest that are taken: whoever has these keeps them
    "torch": "2.6",
    "numpy": "1.26",
    "scikit-learn": "1.4",
    "scipy": "1.11",
    "matplotlib": "3.8",
    "ipython": "7.34",
}
METADATA = """\
Metadata-Version: 2.1
Name: marked-answers
Version: {version}
Summary: The experiments of Marked Answers, an executable study guide
License: MIT
Requires-Python: >=3.11
{needs}
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: marked-answers
Root-Is-Purelib: true
Tag: py3-none-any
"""


def checked(name: str, content: bytes) -> str:
    """A line of the wheel's record."""
    digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def write_wheel(folder: Path, version: str, moment: datetime) -> None:
    """Pack the experiments into ``folder``."""
    about = f"marked_answers-{version}.dist-info"
    paths = [path for path in sorted((ROOT / "snippets").rglob("*")) if path.suffix in {".py", ".mplstyle"}]
    needs = "\n".join(f"Requires-Dist: {name}>={oldest}" for name, oldest in NEEDS.items())
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in paths}
    files[f"{about}/licenses/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files[f"{about}/METADATA"] = METADATA.format(version=version, needs=needs).encode()
    files[f"{about}/WHEEL"] = WHEEL.encode()
    record = "".join(checked(name, content) for name, content in files.items()) + f"{about}/RECORD,,\n"
    write_zip(folder / wheel_name(version), files | {f"{about}/RECORD": record.encode()}, moment)
