"""Extensions of the protocol, negotiated in the handshake's `ext`."""
