"""Records of withdrawals of stars."""

__all__: list[str] = []
