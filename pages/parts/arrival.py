"""Where a reader is when a page opens: at its top, and told where the address they asked for is that of no page."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import streamlit as st

# Set while a session begins, until the first page of it is drawn.
ARRIVED = "has_just_signed_in"
# The button that was pressed to sign in is gone, and the browser would go on from its place, in the middle of the page.
# The policy in serve.py knows this text by its digest.
TO_THE_TOP = (
    "const app = document.querySelector('[data-testid=stApp]');"
    "app.tabIndex = -1; app.style.outline = 'none'; app.focus({preventScroll: true});"
)


def begin_at_the_top() -> None:
    """Once after signing in: the next press of Tab leads to the first thing on the page."""
    if st.session_state.pop(ARRIVED, False):
        st.html(f"<script>{TO_THE_TOP}</script>", unsafe_allow_javascript=True)


def say_where_there_is_no_page(addresses: Iterable[str]) -> None:
    """Streamlit opens the first page at an address it does not know, and says nothing."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    path = urlsplit(st.context.url or "").path.strip("/").removeprefix(base).strip("/")
    if path and path not in {"", *addresses}:
        st.warning("There is no page at that address. This is the first page instead.")
