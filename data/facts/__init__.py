"""The facts: for every month-end, what was true of each child and household; and everything that happened or fell due.

Three narrow tables (plan_month, household_month, event), rebuilt whole at each refresh and read-only to the app.
"""
