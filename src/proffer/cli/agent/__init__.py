"""A terminal client for agents. It uses only what every client may use: the HTTP interface and CometD."""
