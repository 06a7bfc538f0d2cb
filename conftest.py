"""Imports the real packages before pytest gives the folder `bayeux/` a module of that name for its tests."""

import bayeux
import proffer

__all__ = ["bayeux", "proffer"]
