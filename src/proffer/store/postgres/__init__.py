"""The store for a PostgreSQL server (15 or newer): one connection that writes, a few that read.

Import what is needed from its modules: the driver takes longer to load than many a command to run.
"""
