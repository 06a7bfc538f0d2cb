"""Delivery reports: standard ones by their fields, the others by what programs really write."""
