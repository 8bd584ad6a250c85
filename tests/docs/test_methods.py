"""The documentation says what the code does."""

from dataclasses import fields
from pathlib import Path

from data.practice import Practice
from queries.methods_page import methods_page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_methods_page_is_written_from_the_registry_as_it_is_now() -> None:
    assert (DOCS / "methods.md").read_text(encoding="utf-8") == methods_page(), (
        "docs/methods.md is stale: run `python manage.py methods > docs/methods.md`"
    )


def test_every_practice_setting_is_on_the_operators_page_with_its_default() -> None:
    page = (DOCS / "operators.md").read_text(encoding="utf-8")
    for field in fields(Practice):
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert f"{field.name} = {default}" in page


def test_every_environment_variable_is_on_the_operators_page() -> None:
    page = (DOCS / "operators.md").read_text(encoding="utf-8")
    settings = (DOCS.parent / "data" / "settings.py").read_text(encoding="utf-8")
    for name in ("DATA_DIR", "DATABASE_URL", "FACTS_URL", "FACTS_READER_ROLE", "PRACTICE_FILE"):
        assert f'"{name}"' in settings
        assert f"`{name}`" in page
