"""The contract's JSON forms, shared by the HTTP edge and the notifications; knows nothing but the core."""
