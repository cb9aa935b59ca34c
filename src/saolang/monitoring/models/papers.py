"""Records of the watch over standing papers."""

__all__: list[str] = []
