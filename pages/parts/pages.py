"""The pages there are, who may open which, and how one page links to another."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from access.audit import Event
from access.opened import write
from access.scope import NotAllowed, SignedOut
from access.viewer import Viewer

Render = Callable[[Viewer], None]


@dataclass(frozen=True)
class Listed:
    """One page. An address is never the name of a page's file: Streamlit's old pages mode would serve such a file by
    itself, past the sign-in. Whichever page a role begins with has an empty address besides its own."""

    name: str
    title: str
    icon: str
    address: str
    section: str
    render: Render


def navigate(listed: list[Listed], viewer: Viewer) -> StreamlitPage:
    """Draw the menu of the pages the viewer may open, and give the one asked for.

    Every other page's address is known too, and says that it is not for this role: a link somebody was sent is no
    fault of theirs.
    """
    first = next(page for page in listed if page.name == viewer.account.rights.first)
    made: dict[str, StreamlitPage] = {}
    menu: dict[str, list[StreamlitPage]] = {}
    for page in listed:
        mine = viewer.may_open(page.name)
        made[page.name] = st.Page(
            partial(page.render, viewer) if mine else partial(_not_yours, viewer, page),
            title=page.title,
            icon=page.icon,
            # The front door has one address for every role, signed in or not: what it leads to is settled by then.
            url_path="" if page is first else page.address,
            default=page is first,
            visibility="visible" if mine else "hidden",
        )
        menu.setdefault(page.section, []).append(made[page.name])
        if page is first:
            # Found under its own address too, where a link or another role's menu has it.
            again = st.Page(partial(page.render, viewer), title=page.title, url_path=page.address, visibility="hidden")
            menu[page.section].append(again)
    st.session_state["pages"] = made
    return st.navigation(menu)


def link(name: str, label: str) -> None:
    """A link to another page; the filters go with it, because they stand in the address."""
    st.page_link(st.session_state["pages"][name], label=label, icon=":material/arrow_forward:")


def said_once(viewer: Viewer, event: Event, **detail: object) -> None:
    """Write down what this tab shows; drawn again the same, it is not written again."""
    told = (viewer.session, event, tuple(sorted((name, str(value)) for name, value in detail.items())))
    if st.session_state.get("last_said") != told:
        write(viewer, event, **detail)
        st.session_state["last_said"] = told


def say_refused(viewer: Viewer, page: str, why: NotAllowed) -> None:
    """Show why something of this page is not given, and write down, once, that it was asked for. A session that has
    ended is nobody's to be written down."""
    st.warning(str(why))
    told = (viewer.session, page, str(why))
    if isinstance(why, SignedOut) or st.session_state.get("last_refused") == told:
        return
    # Nothing is given: where the trail cannot be written there is nothing more to hold back.
    with suppress(NotAllowed):
        write(viewer, Event.REFUSED, page=page, why=str(why))
        st.session_state["last_refused"] = told


def article(role: str) -> str:
    """A role with its article: a board member, an analyst."""
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def _not_yours(viewer: Viewer, page: Listed) -> None:
    said_once(viewer, Event.REFUSED, page=page.name)
    st.title("Not for your role")
    st.markdown(
        f"*{page.title}* is not among the pages of {article(viewer.account.role)}. If you need it, ask whoever looks "
        "after the dashboard's accounts. That you asked has been written down."
    )
