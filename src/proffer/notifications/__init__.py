"""The contract's push messages: notices of committed changes, encoded and handed to the Bayeux server."""
