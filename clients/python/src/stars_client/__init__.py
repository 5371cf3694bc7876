"""The client of STARS, an open-source recommender."""

from .client import StarsClient
from .errors import StarsError
from .event_queue import EventQueue

__all__ = ["EventQueue", "StarsClient", "StarsError"]
