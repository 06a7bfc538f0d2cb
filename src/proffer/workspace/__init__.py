"""The page that agents work on: built from `web/`, served exactly as it was built."""
