"""Local words and codes to the national ones, by the mapping file `codes.toml` and an authority's own beside it.

Every function takes a column of text and gives back (the column in normal form, a mask of the values not
understood). A value not understood is empty in the normal form: it is reported, never guessed at. Work is done once
for each distinct value, so a column of a million rows costs as much as its handful of different words.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from data.load.faults import Refused

SHIPPED = Path(__file__).with_name("codes.toml")
MULTIPLE = "MUL"
Mapped = tuple[pd.Series, pd.Series]
_FACTOR_AND_TEXT = re.compile(r"(\d{1,2}[A-Za-z]?)\s*[-:–]?\s+\S")
_SEPARATORS = re.compile(r"[,;|]")
_AFTER_HEAD = re.compile(r"[:(–-]")
_PARTS = re.compile(r"[,;/&+|]|\band\b", re.IGNORECASE)


@dataclass(frozen=True)
class Codes:
    """Lists by name; in each, the folded form of a word or code to the national code ('' for "not recorded")."""

    lists: Mapping[str, Mapping[str, str]]

    def of(self, name: str) -> Mapping[str, str]:
        return self.lists[name]


def codes_for(path: Path | None = None) -> Codes:
    """The shipped lists, with the authority's own file at `path` laid over them: what it says wins.

    Raises Refused, saying where, when the file cannot be read, has a list or a code the product does not know, or
    is not in the form CODE = ["word", ...].
    """
    shipped = _read(SHIPPED)
    local = {} if path is None else _read(path)
    unknown = sorted(set(local) - set(shipped))
    if unknown:
        raise Refused(f"{path}: there is no list called {', '.join(unknown)}. The lists are {', '.join(shipped)}.")
    for name, words in local.items():
        strange = sorted(set(words.values()) - set(shipped[name].values()) - {""})
        if strange:
            raise Refused(f"{path}: [{name}] has no code {', '.join(strange)}. Use the national code.")
    return Codes(MappingProxyType({n: MappingProxyType({**words, **local.get(n, {})}) for n, words in shipped.items()}))


def coded(values: pd.Series, words: Mapping[str, str], *, keep: bool = False) -> Mapped:
    """Each value by one list of `Codes`. With `keep`, a value not understood stays as written (and is still in
    the mask)."""

    def one(text: str) -> tuple[str | None, bool]:
        code = words.get(fold(text))
        if code is None:
            return (text if keep else None), True
        return code or None, False

    return _by_distinct_value(values, one)


def categories(values: pd.Series, codes: Codes) -> Mapped:
    """Plan categories: NEG PHY SAB EMO MUL, or 'MUL:NEG,PHY' (sorted) where the text lists its parts.

    A list of two or more known categories is Multiple even if the word is missing. A part not understood leaves
    the rest and is in the mask.
    """
    words = codes.of("category")

    def one(text: str) -> tuple[str | None, bool]:
        whole = words.get(fold(text))
        if whole is not None:
            return whole or None, False
        head, *tail = _AFTER_HEAD.split(text, maxsplit=1)
        multiple = words.get(fold(head)) == MULTIPLE
        listed = tail[0] if multiple and tail else text
        parts = [part.strip(" ()[].") for part in _PARTS.split(listed)]
        found = [words.get(fold(part)) for part in parts if part]
        known = sorted({code for code in found if code and code != MULTIPLE})
        multiple = multiple or MULTIPLE in found
        if known and (multiple or (len(known) > 1 and None not in found)):
            return f"{MULTIPLE}:{','.join(known)}", None in found
        return (MULTIPLE, True) if multiple else (None, True)

    return _by_distinct_value(values, one)


@dataclass(frozen=True)
class FactorLists:
    """Assessment factors read from text.

    canonical  JSON array text of codes in upper case, sorted, each once: '["16A", "2B"]'; empty if none or broken
    broken     mask: not a list of factors at all
    unknown    mask: read, but some of it is not a factor; the factors understood are kept
    repeated   mask: a factor stands in it twice
    """

    canonical: pd.Series
    broken: pd.Series
    unknown: pd.Series
    repeated: pd.Series


def factors(values: pd.Series, codes: Codes) -> FactorLists:
    """Factors from a JSON array, a JSON object of code to "Yes", or comma-separated text.

    Nulls inside an array are passed over; object entries answered "no" are not factors.
    """
    words, answers = codes.of("factor"), codes.of("flag")
    distinct = values.dropna().drop_duplicates()
    read = {text: _read_factors(str(text), words, answers) for text in distinct}
    canonical = values.map({text: found.canonical for text, found in read.items()}).astype("str")
    masks = (
        values.map({text: getattr(found, fault) for text, found in read.items()}).eq(True)
        for fault in ("broken", "unknown", "repeated")
    )
    return FactorLists(canonical, *masks)


def factor_list(canonical: str) -> list[str]:
    """The codes in one canonical text."""
    return [str(code) for code in json.loads(canonical)]


def canonical_factors(found: set[str]) -> str | None:
    """The normal form of a set of codes; None for none, because no factor recorded is not a finding."""
    return json.dumps(sorted(found), separators=(",", ":")) if found else None


@dataclass(frozen=True)
class _Found:
    canonical: str | None = None
    broken: bool = False
    unknown: bool = False
    repeated: bool = False


def _read_factors(text: str, words: Mapping[str, str], answers: Mapping[str, str]) -> _Found:
    answered = True
    if is_json := text.lstrip().startswith(("[", "{")):
        try:
            named, answered = _entries(json.loads(text), answers)
        except (ValueError, RecursionError):
            return _Found(broken=True)
    elif fold(text) in words:
        named = [text]
    else:
        named = [part for part in _SEPARATORS.split(text) if part.strip()]
    codes = [_factor(name, words) for name in named]
    found = [code for code in codes if code]
    if named and not found and not is_json:
        return _Found(broken=True)
    return _Found(
        canonical_factors(set(found)),
        unknown=None in codes or not answered,
        repeated=len(found) != len(set(found)),
    )


def _entries(parsed: dict[str, object] | list[object], answers: Mapping[str, str]) -> tuple[list[str], bool]:
    """The factors an array or object names, and whether every answer in it was understood."""
    if isinstance(parsed, dict):
        said = {name: answers.get(fold(str(answer))) for name, answer in parsed.items() if answer is not None}
        return [name for name, answer in said.items() if answer == "Y"], None not in said.values()
    return [str(entry) for entry in parsed if entry is not None and entry != ""], True


def _factor(name: str, words: Mapping[str, str]) -> str | None:
    """The code of "16A", "16a", "Neglect" or "16A - Neglect"."""
    code = words.get(fold(name))
    if code is None and (match := _FACTOR_AND_TEXT.match(name.strip())):
        code = words.get(fold(match[1]))
    return code


def fold(text: str) -> str:
    """The form in which words are compared: one space between words, no space around, no case, one kind of dash."""
    return " ".join(text.split()).casefold().replace("–", "-").replace("’", "'")


def _by_distinct_value(values: pd.Series, one: Callable[[str], tuple[str | None, bool]]) -> Mapped:
    distinct = values.dropna().drop_duplicates()
    answers = {text: one(str(text)) for text in distinct}
    normal = values.map({text: answer[0] for text, answer in answers.items()}).astype("str")
    unknown = values.map({text: answer[1] for text, answer in answers.items()}).eq(True)
    return normal, unknown


def _read(path: Path) -> dict[str, dict[str, str]]:
    """One mapping file as list name -> folded word -> code."""
    try:
        lists = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{path}: the mapping file cannot be read: {error}") from error
    read: dict[str, dict[str, str]] = {}
    for name, entries in lists.items():
        if not isinstance(entries, dict):
            raise Refused(f'{path}: {name} must be a list of the form CODE = ["word", ...].')
        words: dict[str, str] = {fold(code): code for code in entries if code}
        for code, aliases in entries.items():
            if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
                raise Refused(f'{path}: [{name}] {code} must be a list of words in quotes: ["word", ...].')
            words.update({fold(alias): code for alias in aliases})
        read[name] = words
    return read
