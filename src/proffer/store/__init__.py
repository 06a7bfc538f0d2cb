"""Where records and the journal are kept: one judge and one way to commit, in memory, in SQLite, in PostgreSQL."""
