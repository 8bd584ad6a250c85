"""On PostgreSQL, the scope's rule once more below the application: row-level security.

The door narrows every question to a scope. Should one ever get past it, the database still shows no row of another
authority or team: before it reads, each transaction says what it may see (`narrow`), and where nothing is said nothing
is shown. This guards against faults in the product. It does not bind a person who holds the role's password: they can
say what they like.

The rule binds the role that builds the facts too, so it is laid on a table when all its rows are written. PostgreSQL
exempts superusers and roles with BYPASSRLS whatever is done here.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from data.facts.tables import OF_WHOLE_AUTHORITIES, metadata

# Which setting of the transaction says what may be seen by which column.
_SETTINGS = {"authority": "neglect.authorities", "team_id": "neglect.teams"}
# Which teams' rows are not to be seen, though every team's may be: none where nothing is said.
_WITHOUT = "neglect.without_teams"
# Every one. No list is taken for it: PostgreSQL writes lists in braces, that of one team called * as {*}.
_EVERY = "*"
_LEFT_OUT = f"(SELECT COALESCE(NULLIF(current_setting('{_WITHOUT}', true), ''), '{{}}')::text[])::text[]"
_EVERY_TEAM = f"((SELECT current_setting('{_SETTINGS['team_id']}', true) = '{_EVERY}'))"


def refuse_unless_bound(connection: sa.Connection, role: str) -> None:
    """Raise ValueError unless the server has this role and row-level security binds it."""
    exempt = connection.execute(
        sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = :role"), {"role": role}
    ).scalar()
    if exempt is None:
        raise ValueError(f"FACTS_READER_ROLE names a role this server does not have: {role}")
    if exempt:
        raise ValueError(f"FACTS_READER_ROLE names a role that sees every row: {role} is a superuser or has BYPASSRLS")


def protect(connection: sa.Connection, schema: str) -> None:
    """Show the rows of every table that tells of an authority or a team only within what the transaction may see."""
    for table in metadata.sorted_tables:
        rules = [_allows(column, setting) for column, setting in _SETTINGS.items() if column in table.c]
        if table in OF_WHOLE_AUTHORITIES:
            rules.append(_EVERY_TEAM)
        if "team_id" in table.c:
            rules.append(f"(team_id IS NULL OR team_id <> ALL ({_LEFT_OUT}))")
        if not rules:
            continue
        target = f'"{schema}"."{table.name}"'
        connection.exec_driver_sql(f"CREATE POLICY within_scope ON {target} FOR SELECT USING ({' AND '.join(rules)})")
        connection.exec_driver_sql(f"ALTER TABLE {target} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def admit(connection: sa.Connection, schema: str, role: str) -> None:
    """Let the role read the tables of the schema, and nothing more."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    connection.exec_driver_sql(f'GRANT USAGE ON SCHEMA "{schema}" TO {quoted}')
    connection.exec_driver_sql(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO {quoted}')


def narrow(
    connection: sa.Connection,
    authorities: tuple[str, ...] | None,
    teams: tuple[str, ...] | None,
    without_teams: tuple[str, ...] = (),
) -> None:
    """Say what the current transaction may see. None is every one; it is forgotten when the transaction ends."""
    told = {_SETTINGS["authority"]: authorities, _SETTINGS["team_id"]: teams, _WITHOUT: without_teams}
    said = (sa.func.set_config(setting, _written(codes), True) for setting, codes in told.items())
    # Fetched, because a connection that streams its answers would not yet have said it.
    connection.execute(sa.select(*said)).one()


def _written(codes: tuple[str, ...] | None) -> sa.ColumnElement[str]:
    if codes is None:
        return sa.literal(_EVERY)
    # PostgreSQL puts its own quotes around what needs them, and reads them back in the policy.
    return sa.cast(sa.cast(list(codes), ARRAY(sa.Text)), sa.Text)


def _allows(column: str, setting: str) -> str:
    """The condition on a row. Each SELECT in it is worked out once for a statement, not once for each row.

    A setting that was never made is NULL, one whose transaction has ended is empty: both allow nothing. A row without
    a team is in no list of teams, as at the door.
    """
    said = f"current_setting('{setting}', true)"
    every = f"(SELECT {said} = '{_EVERY}')"
    listed = f"(SELECT NULLIF(NULLIF({said}, ''), '{_EVERY}')::text[])"
    return f'({every} OR "{column}" = ANY ({listed}::text[]))'
