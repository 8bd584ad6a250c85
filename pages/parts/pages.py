"""The pages there are, so that one page can link to another."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from access.scope import Scope

Render = Callable[[Scope], None]


def register(wanted: Mapping[str, tuple[Render, str, str, str]], scope: Scope) -> dict[str, StreamlitPage]:
    """Pages from name -> (render, title, icon, address), each drawn within the scope.

    The first is the default: it is found at the root, and Streamlit gives it no other address.
    """
    made: dict[str, StreamlitPage] = {}
    for name, (render, title, icon, address) in wanted.items():
        draw = partial(render, scope)
        made[name] = st.Page(draw, title=title, icon=icon, url_path=address, default=not made)
    st.session_state["pages"] = made
    return made


def link(name: str, label: str) -> None:
    """A link to another page; the filters go with it, because they stand in the address."""
    st.page_link(st.session_state["pages"][name], label=label, icon=":material/arrow_forward:")
