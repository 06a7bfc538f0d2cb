"""The HTTP edge: `/api/v2` as contracted, `/api/x/v1` of our own; a call in, an answer out."""

from proffer.api.api import Api
from proffer.api.settings import ApiSettings

__all__ = ["Api", "ApiSettings"]
