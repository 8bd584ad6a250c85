"""One form for every kind of thing a strategy is made of, drawn from what is declared of the kind."""

from datetime import date

import pandas as pd
import streamlit as st

from access.roles import Act
from access.viewer import Viewer
from charts.strategy_tables import frozen_table
from charts.words import plain
from pages.parts.picture import fold
from queries.holdings import measure_names
from queries.strategy.against import evidence_of, with_evidence
from queries.strategy.keep import ChangedMeanwhile, Item, Refused, current, history, keep
from queries.strategy.kinds import EARLIEST, KINDS, LATEST, Field, Kind, Shape
from queries.strategy.written import as_lines, steps_of

NEW = "A new one"
# What is being changed, as it was when it was opened: somebody else's change meanwhile is found by it.
OPEN = "strategy_item_open"
LONGEST_SHOWN = 80
# Of measures, by key.
Names = dict[str, str]


def change(viewer: Viewer) -> None:
    """Choose a kind and an item, see its earlier versions, and change it; for roles that keep the strategy."""
    if not viewer.may(Act.KEEP_STRATEGY):
        return
    if said := st.session_state.pop("strategy_kept", ""):
        st.success(said)
    with fold("strategy_change", "Change the strategy") as opened:
        if opened:
            _chosen(viewer)


def _chosen(viewer: Viewer) -> None:
    kind = KINDS[st.selectbox("What to change", list(KINDS), format_func=_many, key="strategy_kind")]
    names = measure_names(viewer.scope)
    items = {item.item_id: item for item in current(viewer.scope, kind, withdrawn=True)}
    chosen = st.selectbox(
        "Which",
        ["", *items],
        format_func=lambda item: _label(kind, items[item], names) if item in items else NEW,
        key=f"strategy_which_{kind.name}",
    )
    item = _as_opened(kind, items.get(chosen))
    _form(viewer, kind, item, names)
    if item is not None:
        if any(one.shape is Shape.EVIDENCE for one in kind.fields):
            _freeze(viewer, kind, item)
        if not item.withdrawn:
            _withdraw(viewer, kind, item)
        _earlier(viewer, kind, item, names)


def _many(name: str) -> str:
    return KINDS[name].many.capitalize()


def _label(kind: Kind, item: Item, names: Names) -> str:
    words = item.words(kind.named_by)
    said = names.get(words, words[:LONGEST_SHOWN])
    about = "withdrawn" if item.withdrawn else item.words("status") if "status" in item.values else ""
    return f"{said} ({about})" if about else said


def _as_opened(kind: Kind, item: Item | None) -> Item | None:
    """The item as it stood when it was chosen, whatever has become of it since."""
    held = st.session_state.get(OPEN)
    wanted = (kind.name, item.item_id if item else "")
    if held is None or held[0] != wanted:
        held = st.session_state[OPEN] = (wanted, item)
    return held[1]


def _form(viewer: Viewer, kind: Kind, item: Item | None, names: Names) -> None:
    version = f"{item.item_id}_{item.version}" if item else f"new_{kind.name}"
    if item is not None and item.withdrawn:
        st.markdown("This is withdrawn: it is not shown and not counted. Keep it again to bring it back.")
    with st.form(f"strategy_{version}"):
        typed = {one.name: _ask(one, item, names) for one in kind.fields if one.shape is not Shape.EVIDENCE}
        sent = st.form_submit_button(f"Keep {kind.one}" if item is None else "Keep this change", type="primary")
    if not sent:
        return
    try:
        values = {name: _value(kind, name, value) for name, value in typed.items()}
        frozen = {one.name: item.values[one.name] for one in kind.fields if item and one.shape is Shape.EVIDENCE}
        keep(viewer.scope, kind, values | frozen, of=item)
    except Refused as refused:
        labels = {one.name: one.label for one in kind.fields}
        for fault in refused.faults:
            st.error(f"**{labels[fault.field]}.** {plain(fault.reason)}")
    except ChangedMeanwhile as changed:
        st.error(plain(str(changed)))
        _show_theirs(kind, changed.theirs, names)
    else:
        _done("Kept. What it said before can be read under Earlier versions.")


def _done(words: str) -> None:
    del st.session_state[OPEN]
    st.session_state["strategy_kept"] = words
    st.rerun()


def _show_theirs(kind: Kind, theirs: Item, names: Names) -> None:
    rows = [(one.label, _in_words(one, theirs, names)) for one in kind.fields if one.shape is not Shape.EVIDENCE]
    st.table(pd.DataFrame(rows, columns=["Field", "What it says now"]), hide_index=True)
    del st.session_state[OPEN]
    st.button("Open it as it is now")


def _ask(one: Field, item: Item | None, names: Names) -> object:
    """The field's box, with what the item says in it."""
    said = item.values[one.name] if item else None
    label = one.label if one.required else f"{one.label} (optional)"
    tip = one.help or None
    match one.shape:
        case Shape.PARAGRAPH:
            return st.text_area(label, str(said or ""), max_chars=one.longest, help=tip)
        case Shape.POINTS:
            return st.text_area(label, as_lines(said), max_chars=one.longest, help=tip)
        case Shape.DAY:
            day = said if isinstance(said, date) else None
            return st.date_input(label, day, help=tip, format="DD/MM/YYYY", min_value=EARLIEST, max_value=LATEST)
        case Shape.NUMBER | Shape.WHOLE:
            return st.number_input(label, value=said, help=tip, step=1 if one.shape is Shape.WHOLE else None)  # type: ignore[call-overload]
        case Shape.CHOICE:
            place = one.choices.index(str(said)) if said in one.choices else None
            return st.selectbox(label, one.choices, index=place, help=tip, placeholder="Choose one")
        case Shape.MEASURE:
            keys = list(names)
            place = keys.index(str(said)) if said in names else None
            return st.selectbox(
                label, keys, index=place, format_func=names.__getitem__, help=tip, placeholder="Choose a measure"
            )
        case Shape.MEASURES:
            held = [key for key in said if key in names] if isinstance(said, list) else []
            return st.multiselect(label, list(names), held, format_func=names.__getitem__, help=tip)
        case _:
            return st.text_input(label, str(said or ""), max_chars=one.longest, help=tip)


def _value(kind: Kind, name: str, typed: object) -> object:
    shape = {one.name: one.shape for one in kind.fields}[name]
    return steps_of(name, str(typed)) if shape is Shape.POINTS else typed


def _freeze(viewer: Viewer, kind: Kind, item: Item) -> None:
    """Keep with scrutiny what its measures stand at, so that a finding can be read beside what was seen."""
    frozen = evidence_of(item)
    if len(frozen):
        st.markdown("What the measures stood at when they were kept:")
        st.table(frozen_table(frozen), hide_index=True)
    if not item.values["measures"]:
        st.caption("Choose the measures to look at, and what they stand at can be kept with this.")
    elif st.button("Keep what the measures stand at now"):
        try:
            keep(viewer.scope, kind, with_evidence(viewer.scope, item), of=item)
        except ChangedMeanwhile as changed:
            st.error(plain(str(changed)))
            return
        _done("Kept, as a board sees them.")


def _withdraw(viewer: Viewer, kind: Kind, item: Item) -> None:
    """Take an item out of what is shown, once it is asked whether it should be. Nothing is removed."""
    asked = f"strategy_withdraw_{item.item_id}"
    if st.button(f"Withdraw {kind.one}"):
        st.session_state[asked] = True
    if not st.session_state.get(asked):
        return
    st.warning("It will no longer be shown or counted. Every version of it is kept.")
    if st.button("Yes, withdraw it", type="primary"):
        del st.session_state[asked]
        try:
            keep(viewer.scope, kind, item.values, of=item, withdrawn=True)
        except ChangedMeanwhile as changed:
            st.error(plain(str(changed)))
            return
        _done("Withdrawn.")


def _earlier(viewer: Viewer, kind: Kind, item: Item, names: Names) -> None:
    """Every version of the item, the newest first, with who made it and when."""
    with fold("strategy_earlier", "Earlier versions") as opened:
        if not opened:
            return
        rows = [
            {
                "Version": one.version,
                "Changed (UTC)": f"{one.changed_at:%d %b %Y %H:%M}",
                "By": plain(one.changed_by),
                **{
                    field.label: _in_words(field, one, names)
                    for field in kind.fields
                    if field.shape is not Shape.EVIDENCE
                },
            }
            for one in history(viewer.scope, kind, item.item_id)
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True)


def _in_words(one: Field, item: Item, names: Names) -> str:
    said = item.values[one.name]
    if said is None:
        return ""
    if one.shape is Shape.POINTS:
        return "; ".join(as_lines(said).splitlines())
    if one.shape is Shape.MEASURE:
        return names.get(str(said), str(said))
    if isinstance(said, list):
        return ", ".join(names[key] if key in names else str(key) for key in said)
    return str(said)
