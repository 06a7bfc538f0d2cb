"""What the server does by itself, in the same shape as operations: records in, a change out."""
