"""The one error of the catalogue."""


class CatalogError(Exception):
    """The catalogue's own data are wrong; the message names file, place and rule."""
