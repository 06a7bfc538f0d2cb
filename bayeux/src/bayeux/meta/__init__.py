"""One file for each thing a client can say; the list is in `server.py`."""
