"""Records of reports by the public."""

__all__: list[str] = []
