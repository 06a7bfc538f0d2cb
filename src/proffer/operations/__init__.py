"""What somebody can ask for: one file per operationName, and the explicit lists of them in `listed`."""
