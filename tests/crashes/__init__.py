"""Kills the real server at chosen moments under mail and agents' work, and compares what it said with what is left."""
