"""Reads a CIN census return as a stream: its header, then one child at a time, each with its line in the file.

Expat does the parsing, not lxml, although lxml is the faster (1.0 s against 1.7 s for 49 MB, measured). Expat hands
over each tag as it meets it, so that a limit holds while a child is still being read: one child of three million
elements took lxml's `iterparse` to 748 MB before it gave anything back. Expat also has the line exactly, at any
depth into the file, and lets a document type be refused where it stands.

Nothing outside the file is ever read: a file with a document type (the only place entities and outside files can be
named) is refused. Encodings: UTF-8 and UTF-16 with or without a byte order mark, and any one-byte encoding that the
file's first line declares (Windows-1252, ISO-8859-1).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from data.load.cin_census.faults import unreadable
from data.load.cin_census.structure import NAMES, STRUCTURE

CHUNK_BYTES = 1 << 16
# The longest value the census defines has 20 characters; the rest is room for what suppliers put in a header.
LONGEST_TEXT = 2_000
# One tag, comment or instruction: Expat holds it whole until it ends.
LONGEST_MARKUP = 1 << 20
# A factor of an assessment stands seven deep.
DEEPEST = 16
# A child with forty referrals of everything has about 2,500.
MOST_ELEMENTS = 20_000
# Expat remembers every name it has met; the census has fewer than 60.
MOST_NAMES = 1_000

STRAY_TEXT = "#text"


@dataclass(slots=True)
class Element:
    """One element: its name as the standard writes it (as the file does, if the standard has none like it), the
    line it starts on, its text, what stands inside.

    Text where the standard has only elements is an element called STRAY_TEXT; an attribute is one whose name begins
    with '@'.
    """

    name: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def named(self, name: str) -> list["Element"]:
        """The elements of that name directly inside."""
        return [child for child in self.children if child.name == name]


def read_return(path: Path, on_read: Callable[[bytes], None] | None = None) -> Iterator[Element]:
    """The header, each child, and anything else that stands between them.

    `on_read` is given each piece of the file as it is read. Memory holds one child and one piece of the file.
    Refused, saying where and what to do, if the file is not well-formed XML in an encoding that can be read, has a
    document type, has an outermost element other than Message, or goes past one of this module's limits.
    """
    parse = _Parse(path.name)
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                if on_read:
                    on_read(piece)
                parse.feed(piece)
                yield from parse.finished()
        parse.feed(b"", last=True)
        yield from parse.finished()
    except OSError as error:
        raise unreadable(path.name, f"The file cannot be opened: {error.strerror}.") from error


def read_header(path: Path) -> Element:
    """The Header element alone, read no further than it stands. Refused as `read_return`, or if there is none."""
    for element in read_return(path):
        if element.name == "Header":
            return element
    raise unreadable(
        path.name,
        "There is no Header, so it cannot be known which authority and year the return is for.",
        field="Header",
    )


class _Parse:
    """Expat's callbacks for one file. Elements two or three deep (the header, each child) are built whole and put
    in `done`; above them nothing is kept."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.done: list[Element] = []
        self.open: list[str] = []
        self.stack: list[Element] = []
        self.elements = 0
        self.fed = 0
        self.names: dict[str, str] = {}
        self.first = b""
        self.recent = b""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        self.first = self.first or piece[:8]
        self.recent = piece or self.recent
        try:
            self.parser.Parse(piece, last)
        except expat.ExpatError as error:
            raise self._malformed(error) from error
        except (LookupError, ValueError) as error:
            raise self._refuse("The file declares an encoding that cannot be read. Save it as UTF-8.") from error
        self.fed += len(piece)
        if self.fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_MARKUP and not last:
            raise self._refuse("A tag or comment that starts here goes on for more than a million characters.")

    def finished(self) -> list[Element]:
        done, self.done = self.done, []
        return done

    def _doctype(self, _name: str, _system: str | None, _public: str | None, _inside: bool) -> None:
        raise self._refuse(
            "The file has a document type (<!DOCTYPE ...>), which a census return never has. It can make a reader "
            "fetch other files or fill its memory, so it is not read any further."
        )

    def _start(self, raw: str, attributes: dict[str, str]) -> None:
        name = self._name(raw)
        depth = len(self.open)
        line = self.parser.CurrentLineNumber
        if depth == 0 and name != "Message":
            raise self._refuse(
                f"The outermost element is <{name[:50]}>, but a census return's is <Message>. Is this another file?"
            )
        if depth >= DEEPEST:
            raise self._refuse(f"Elements stand more than {DEEPEST} deep inside each other.")
        self.open.append(name)
        if not self.stack and (depth == 0 or (depth == 1 and name == "Children")):
            self._attributes(self.done, attributes, line)
            return
        if not self.stack:
            self.elements = 0
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            top = self.stack[0]
            raise self._refuse(
                f"The <{top.name}> that starts on line {top.line} has more than {MOST_ELEMENTS:,} elements in it."
            )
        element = Element(name, line)
        if attributes:
            self._attributes(element.children, attributes, line)
        if self.stack:
            self.stack[-1].children.append(element)
        self.stack.append(element)

    def _attributes(self, found: list[Element], attributes: dict[str, str], line: int) -> None:
        """Name spaces and the address of a schema say nothing about a child; any other attribute is kept to report."""
        for raw, value in attributes.items():
            name = self._name(raw)
            if not raw.startswith(("xmlns", "xsi:", "xml:")):
                found.append(Element(f"@{name}", line, value[:LONGEST_TEXT]))

    def _end(self, _raw: str) -> None:
        self.open.pop()
        if self.stack:
            element = self.stack.pop()
            if not self.stack:
                self.done.append(element)

    def _text(self, text: str) -> None:
        if text.isspace():
            return
        if self.stack and self.stack[-1].name not in STRUCTURE:
            element = self.stack[-1]
            element.text += text
            if len(element.text) > LONGEST_TEXT:
                raise self._refuse(
                    f"The text in <{element.name}>, which starts on line {element.line}, is longer than "
                    f"{LONGEST_TEXT:,} characters."
                )
            return
        # Expat gives text when the tag after it begins, so the line is that tag's.
        line = self.parser.CurrentLineNumber - text.lstrip().count("\n")
        stray = Element(STRAY_TEXT, line, text.strip()[:LONGEST_TEXT])
        (self.stack[-1].children if self.stack else self.done).append(stray)

    def _name(self, raw: str) -> str:
        known = self.names.get(raw)
        if known is None:
            if len(self.names) >= MOST_NAMES:
                raise self._refuse(f"The file has more than {MOST_NAMES:,} different names in it.")
            local = raw.rpartition(":")[2]
            known = self.names[raw] = NAMES.get(local.casefold(), local)
        return known

    def _refuse(self, reason: str) -> Exception:
        return unreadable(self.file, reason, line=max(self.parser.CurrentLineNumber, 1))

    def _malformed(self, error: expat.ExpatError) -> Exception:
        return unreadable(self.file, self._why(error), line=error.lineno)

    def _why(self, error: expat.ExpatError) -> str:
        """What a parsing fault means to someone who exported the file."""
        if strange := _other_format(self.first):
            return strange
        code = error.code
        if not self.first:
            return "The file is empty."
        if code in _CUT_SHORT:
            if not self.names:
                return "There is nothing in the file but space."
            inside = f", inside <{self.open[-1]}>" if self.open else ""
            return f"The file ends here{inside}, before it is complete: it may have been cut short."
        if code == _INVALID and self._byte_at_fault() >= 0x80:
            return (
                "There is a character here that is not in the encoding the file declares (UTF-8 if it declares "
                "none). Save the file as UTF-8, or declare its encoding in its first line."
            )
        if code == _INVALID:
            return "This is not well-formed XML. Look for an & that is not written &amp; or a < not written &lt;."
        if code == _MISMATCH:
            return f"The tag that closes here does not match <{self.open[-1]}>, the one that is open."
        return _REASONS.get(code, f"This is not well-formed XML ({expat.errors.messages[code]}).")

    def _byte_at_fault(self) -> int:
        position = self.parser.ErrorByteIndex - self.fed
        return self.recent[position] if 0 <= position < len(self.recent) else 0


def _code(message: str) -> int:
    return expat.errors.codes[message]


_INVALID = _code(expat.errors.XML_ERROR_INVALID_TOKEN)
_MISMATCH = _code(expat.errors.XML_ERROR_TAG_MISMATCH)
_CUT_SHORT = {
    _code(expat.errors.XML_ERROR_NO_ELEMENTS),
    _code(expat.errors.XML_ERROR_UNCLOSED_TOKEN),
    _code(expat.errors.XML_ERROR_PARTIAL_CHAR),
    _code(expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION),
}
_REASONS = {
    _code(expat.errors.XML_ERROR_SYNTAX): "The file is not XML: XML begins with a <.",
    _code(expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT): "There is more in the file after </Message>.",
    _code(expat.errors.XML_ERROR_UNDEFINED_ENTITY): (
        "An entity is used here that XML does not have. Write an & as &amp;."
    ),
    _code(expat.errors.XML_ERROR_MISPLACED_XML_PI): (
        "The line <?xml ...?> must be the very first thing in the file; take out what stands before it."
    ),
    _code(expat.errors.XML_ERROR_UNKNOWN_ENCODING): (
        "The file declares an encoding that cannot be read. Save it as UTF-8."
    ),
    _code(expat.errors.XML_ERROR_INCORRECT_ENCODING): (
        "The file is not in the encoding that its first line declares. Save it again as UTF-8."
    ),
}


def _other_format(first: bytes) -> str | None:
    """What a file that is no XML seems to be, from its first bytes."""
    if first.startswith(b"PK\x03\x04"):
        return "This is a zip or Excel file, not XML. Unpack it, or export the return as XML."
    if first.startswith(b"\x1f\x8b"):
        return "This is a compressed (gzip) file. Unpack it first."
    if first.startswith(b"%PDF"):
        return "This is a PDF, not XML."
    if first.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "The file is in UTF-32, which cannot be read. Save it as UTF-8."
    return None
