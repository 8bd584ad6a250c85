"""A return is read a child at a time, safely, and a file that cannot be read says where and why."""

import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from data.load.cin_census.reader import (
    CHUNK_BYTES,
    DEEPEST,
    LONGEST_MARKUP,
    LONGEST_TEXT,
    MOST_ELEMENTS,
    MOST_NAMES,
    STRAY_TEXT,
    Element,
    read_header,
    read_return,
)
from data.load.ledger import Refused
from tests.data.load.cin_census.returns import a_return, child, header, referral, save, tag

SMALL = "<Message><Header/><Children><Child><ChildIdentifiers><LAchildID>C1</LAchildID></ChildIdentifiers></Child>"
SMALL += "</Children></Message>"


def children(path: Path) -> list[Element]:
    return [element for element in read_return(path) if element.name == "Child"]


def child_ids(path: Path) -> list[str]:
    return [one.named("ChildIdentifiers")[0].named("LAchildID")[0].text for one in children(path)]


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        list(read_return(path))
    assert path.name in str(refused.value)
    assert "Export the return from the case system again" in str(refused.value)
    (fault,) = refused.value.faults
    return f"line {fault.line}: {fault.reason}"


def refusal_of(folder: Path, raw: bytes) -> str:
    path = folder / "bad.xml"
    path.write_bytes(raw)
    return refusal(path)


# --- What is read ---


def test_the_header_and_each_child_come_in_order(tmp_path: Path) -> None:
    path = save(tmp_path, a_return(child("C1", referral()), child("C2")))
    assert [element.name for element in read_return(path)] == ["Header", "Child", "Child"]
    assert child_ids(path) == ["C1", "C2"]


def test_a_header_after_the_children_is_found(tmp_path: Path) -> None:
    path = save(tmp_path, tag("Message", tag("Children", child("C1")), header(2024)))
    assert read_header(path).named("CollectionDetails")[0].named("Year")[0].text == "2024"


def test_names_are_known_in_any_case_and_with_any_prefix(tmp_path: Path) -> None:
    text = SMALL.replace("Child>", "CHILD>").replace("LAchildID", "lachildid")
    text = text.replace("<Message>", '<c:Message xmlns:c="urn:x" xmlns:xsi="urn:y" xsi:schemaLocation="x cin.xsd">')
    path = save(tmp_path, text.replace("</Message>", "</c:Message>"))
    assert child_ids(path) == ["C1"]
    assert [element.name for element in read_return(path)] == ["Header", "Child"]


def test_other_names_attributes_and_text_between_elements_are_handed_over_to_be_reported(tmp_path: Path) -> None:
    path = save(
        tmp_path, '<Message>\n<Children>\n<Child note="a">\n<Pet/>\n\nhello\n</Child>loose</Children></Message>'
    )
    one, loose = read_return(path)
    assert [(e.name, e.line, e.text) for e in one.children] == [
        ("@note", 3, "a"),
        ("Pet", 4, ""),
        (STRAY_TEXT, 6, "hello"),
    ]
    assert (loose.name, loose.text) == (STRAY_TEXT, "loose")


def test_text_in_pieces_is_one_text(tmp_path: Path) -> None:
    path = save(tmp_path, SMALL.replace("C1", "<![CDATA[C]]>1<!-- said -->2&#65;&amp;"))
    assert child_ids(path) == ["C12A&"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16", '<?xml version="1.0" encoding="utf-16"?>'),
        ("utf-16-le", '<?xml version="1.0" encoding="UTF-16"?>'),
        ("windows-1252", '<?xml version="1.0" encoding="Windows-1252"?>'),
        ("iso-8859-1", '<?xml version="1.0" encoding="ISO-8859-1"?>'),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, declared: str) -> None:
    path = save(tmp_path, declared + SMALL.replace("C1", "Zoë-£5"), encoding=encoding)
    assert child_ids(path) == ["Zoë-£5"]


def test_lines_are_exact_far_beyond_65535(tmp_path: Path) -> None:
    # Two lines before the first child, then 40,000 children of three lines each.
    one = "<Child>\n<ChildIdentifiers>\n</ChildIdentifiers></Child>\n"
    path = save(tmp_path, "<Message>\n<Children>\n" + one * 40_000 + "</Children></Message>")
    lines = [element.line for element in read_return(path)]
    assert lines[0] == 3
    assert lines[-1] == 3 + 39_999 * 3
    assert all(later - earlier == 3 for earlier, later in pairwise(lines))


def test_every_byte_is_told_as_it_is_read(tmp_path: Path) -> None:
    path = save(tmp_path, SMALL.replace("<Header/>", "<Header/>" + " " * CHUNK_BYTES))
    pieces: list[bytes] = []
    list(read_return(path, pieces.append))
    assert b"".join(pieces) == path.read_bytes()
    assert len(pieces) == 2


# --- What is refused, and how it is told ---


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "line 1: The file is empty."),
        (b" \n\n", "line 3: There is nothing in the file but space."),
        (b"LAchildID,UPN\nC1,A1\n", "line 1: The file is not XML: XML begins with a <."),
        (b"PK\x03\x04rest", "line 1: This is a zip or Excel file"),
        (b"\x1f\x8b\x08rest", "line 1: This is a compressed (gzip) file."),
        (b"%PDF-1.7", "line 1: This is a PDF"),
        (SMALL.encode("utf-32"), "UTF-32"),
        (b"<Message>\n<Children>\n<Child>\n", "line 4: The file ends here, inside <Child>"),
        (b"<Message>\n<Children>\n<Chi", "line 3: The file ends here, inside <Children>"),
        (b"<Message>\n<Children>\n</Child></Message>", "line 3: The tag that closes here does not match <Children>"),
        (b"<Message>\n</Message>\n<Message/>", "line 3: There is more in the file after </Message>."),
        (b"<Message>\nR & D</Message>", "line 2: This is not well-formed XML. Look for an & that is not written"),
        (b"<Message>\n&nbsp;</Message>", "line 2: An entity is used here that XML does not have."),
        (b'\n<?xml version="1.0"?><Message/>', "line 2: The line <?xml ...?> must be the very first thing"),
        (b"<html>\n</html>", "line 1: The outermost element is <html>, but a census return's is <Message>"),
        (b"<Message>\n\x00</Message>", "line 2: This is not well-formed XML."),
    ],
)
def test_a_file_that_is_no_return_says_where_and_why(tmp_path: Path, raw: bytes, told: str) -> None:
    assert told in refusal_of(tmp_path, raw)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"<Message>\n<Children>na\xefve</Children></Message>", "line 2: There is a character here that is not in the"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<Message>\x92</Message>', "line 2: There is a character here that"),
        (b"<Message>\n\xe2\x82", "line 2: The file ends here"),
        (b'<?xml version="1.0" encoding="Windows-1252"?>\n<Message>\x81</Message>', "line 2: There is a character"),
        (b'<?xml version="1.0" encoding="utf-16"?><Message/>', "not in the encoding that its first line declares"),
        (b'<?xml version="1.0" encoding="shift_jis"?><Message/>', "declares an encoding that cannot be read"),
        (b'<?xml version="1.0" encoding="nonsense"?><Message/>', "declares an encoding that cannot be read"),
    ],
)
def test_a_wrong_encoding_says_so(tmp_path: Path, raw: bytes, told: str) -> None:
    assert told in refusal_of(tmp_path, raw)


def test_a_fault_deep_in_a_large_file_has_its_own_line(tmp_path: Path) -> None:
    whole = ("<Child>\n</Child>\n" * 100_000).encode()
    assert refusal_of(tmp_path, b"<Message><Children>\n" + whole + b"\xff</Children>").startswith(
        "line 200002: There is a character"
    )


@pytest.mark.parametrize("name", ["not-there.xml", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused, match="The file cannot be opened"):
        list(read_return(tmp_path / name))


def test_no_header_is_refused_with_what_it_is_for(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no Header, so it cannot be known which authority and year"):
        read_header(save(tmp_path, a_return(child("C1"), head="")))


# --- Hostile files ---


def billion_laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE Message [<!ENTITY l0 "lol">{entities}]><Message><Children>&l9;</Children></Message>'


@pytest.mark.parametrize(
    "text",
    [
        billion_laughs(),
        '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hostname">]><Message><Children>&x;</Children></Message>',
        '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/cin.dtd"><Message/>',
        '<!DOCTYPE Message [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><Message/>',
        "<!DOCTYPE Message><Message/>",
    ],
)
def test_a_document_type_is_refused_before_it_can_do_anything(tmp_path: Path, text: str) -> None:
    told = refusal(save(tmp_path, text))
    assert told.startswith("line 1: The file has a document type (<!DOCTYPE ...>), which a census return never has.")


def test_elements_too_deep_are_refused(tmp_path: Path) -> None:
    text = "<Message><Children><Child>" + "<a>" * 1_000_000
    assert f"more than {DEEPEST} deep" in refusal(save(tmp_path, text))


def test_text_too_long_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, SMALL.replace("C1", "C" * (LONGEST_TEXT + 1)))
    assert "The text in <LAchildID>, which starts on line 1, is longer than 2,000 characters." in refusal(path)
    assert child_ids(save(tmp_path, SMALL.replace("C1", "C" * LONGEST_TEXT))) == ["C" * LONGEST_TEXT]


def test_too_many_elements_in_one_child_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path, "<Message><Children>\n<Child>" + "<Sex/>" * MOST_ELEMENTS + "</Child></Children></Message>")
    assert "The <Child> that starts on line 2 has more than 20,000 elements in it." in refusal(path)


def test_too_many_different_names_are_refused(tmp_path: Path) -> None:
    names = "".join(f"<n{number}/>" for number in range(MOST_NAMES))
    assert "more than 1,000 different names" in refusal(save(tmp_path, f"<Message>{names}</Message>"))
    spaces = " ".join(f'xmlns:n{number}="u"' for number in range(MOST_NAMES))
    assert "more than 1,000 different names" in refusal(save(tmp_path, f"<Message {spaces}></Message>"))


@pytest.mark.parametrize("opening", ['<Message note="', "<!--", "<?note ", "<"])
def test_one_endless_tag_or_comment_is_refused_without_holding_it(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "endless.xml"
    with path.open("wb") as file:
        file.write(b"<Message>" if opening != '<Message note="' else b"")
        file.write(opening.encode())
        for _ in range(64):
            file.write(b"y" * LONGEST_MARKUP)
    read: list[int] = []
    with pytest.raises(Refused, match="goes on for more than a million characters"):
        list(read_return(path, lambda piece: read.append(len(piece))))
    assert sum(read) < 4 * LONGEST_MARKUP


def test_memory_holds_one_child_and_not_the_file(tmp_path: Path) -> None:
    """Ten times the file, the same memory: what is held is one piece of the file and the children in it."""

    def peak(count: int) -> int:
        path = save(tmp_path, a_return(*[child(f"C{n}", referral()) for n in range(count)]))
        tracemalloc.start()
        exhaust(read_return(path))
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    small, large = peak(1_000), peak(10_000)
    assert large < small * 1.2


def exhaust(elements: Iterator[Element]) -> None:
    for _ in elements:
        pass
