"""Who gets which email next: the pure router, its events and its decisions (contract 12)."""
