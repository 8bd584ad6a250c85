"""The files of one call: which returns they are, whether they belong together, in what order they count."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.load.cin_census.faults import unreadable
from data.load.cin_census.header import Return, read_return_header
from data.load.cin_census.reader import CHUNK_BYTES
from data.load.ledger import Fault, Refused


@dataclass(frozen=True)
class ReturnFile:
    """One file: the return in it, the SHA-256 of its bytes, its size in bytes."""

    the_return: Return
    sha256: str
    size: int

    @property
    def name(self) -> str:
        return self.the_return.name


def returns_in(paths: Sequence[Path]) -> list[ReturnFile]:
    """The returns in these files, earliest first; a file given twice is there once.

    Refused if one cannot be read as far as its header, or they are not all one authority's.
    """
    if not paths:
        raise Refused("No file was given. Name one or more census returns to load.")
    files: dict[str, ReturnFile] = {}
    for path in paths:
        sha256, size = _digest(path)
        if sha256 not in files:
            files[sha256] = ReturnFile(read_return_header(path), sha256, size)
    in_order = sorted(files.values(), key=lambda file: (file.the_return.order, file.name))
    codes = sorted({file.the_return.authority for file in in_order})
    if len(codes) > 1:
        raise Refused(
            f"These returns are of different authorities ({', '.join(codes)}). Nothing was loaded. Load each "
            "authority's returns by themselves.",
            [
                Fault("This return's authority.", file=file.name, field="LEA", value=file.the_return.authority)
                for file in in_order
            ],
        )
    return in_order


def the_ones_that_count(files: Sequence[ReturnFile]) -> list[ReturnFile]:
    """Of files in order, the last of each year: it is the whole of its year's return."""
    return list({file.the_return.year: file for file in files}.values())


def rivals_of(file: ReturnFile, files: Sequence[ReturnFile]) -> list[str]:
    """The names of other files whose headers do not say whether they come before this one or after."""
    return [other.name for other in files if other is not file and other.the_return.order == file.the_return.order]


def _digest(path: Path) -> tuple[str, int]:
    # A pipe would be waited for without end, and a device never comes to one.
    if path.exists() and not path.is_file():
        raise unreadable(path.name, "This is not a file. Name the file the return is in.")
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise unreadable(path.name, f"The file cannot be opened: {error.strerror}.") from error
    return digest.hexdigest(), size
