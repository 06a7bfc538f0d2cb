"""Thin ASGI shells around the server: they read requests, keep the time, and write answers."""

from bayeux.asgi.app import App
from bayeux.asgi.long_polling import HttpAnswer, LongPolling, read_body, write_answer
from bayeux.asgi.websocket import WebSocket

__all__ = ["App", "HttpAnswer", "LongPolling", "WebSocket", "read_body", "write_answer"]
