"""Brings records, decisions and the store together: perform, dispatch, timers, intake."""
