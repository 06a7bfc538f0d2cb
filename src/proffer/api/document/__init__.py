"""The OpenAPI document of the interface, made from the route list and the operation lists, and its human page."""
