"""A page's file does nothing but define. Streamlit could otherwise be made to run it by itself, without app.py."""

import ast
from pathlib import Path

import pytest

from data.settings import ROOT
from tests.pages.opening import EVERY_PAGE

FILES = sorted((ROOT / "pages").rglob("*.py"))
DEFINING = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
# What a constant may be made of: values written down, and names of things imported.
WRITTEN_DOWN = (
    ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Load, ast.BinOp, ast.BitOr,
    ast.Subscript,
)  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_runs_when_a_page_is_imported(file: Path) -> None:
    said_of_the_file, *statements = ast.parse(file.read_text(encoding="utf-8")).body
    assert isinstance(said_of_the_file, ast.Expr)
    for statement in statements:
        # A sentence standing alone would be shown, were Streamlit to run the file: remarks are comments.
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            parts = list(ast.walk(statement.value)) if statement.value else []
            assert all(isinstance(part, WRITTEN_DOWN) for part in parts), f"line {statement.lineno} works something out"
        else:
            assert isinstance(statement, DEFINING), f"line {statement.lineno} does something"


def test_no_page_is_reached_by_the_name_of_a_file() -> None:
    stems = {file.stem for file in FILES} | {folder.name for folder in (ROOT / "pages").rglob("*") if folder.is_dir()}
    assert not stems & set(EVERY_PAGE)
