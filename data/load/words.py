"""Counts in plain English, the same wherever a load says what became of its rows."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """1 row, 1,200 rows: `many` is `one` with an s unless given."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def what_was_found(*, rejected: int, merged: int, corrected: int, queried: int) -> list[str]:
    """A sentence for each kind of fault a load met.

    rejected  rows not stored, `merged` among them
    merged    rows not stored because another says the same
    """
    told = (
        (rejected - merged, "row was", "rows were", "not stored; each is listed with its reason."),
        (merged, "row that stood twice was", "rows that stood twice were", "kept once; each is listed."),
        (corrected, "value was", "values were", "put right; each is listed."),
        (queried, "doubt is", "doubts are", "listed for someone to look at; the rows were kept."),
    )
    return [f"{counted(count, one, many)} {said}" for count, one, many, said in told if count]
