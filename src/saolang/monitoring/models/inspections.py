"""Records of inspections: plan, visits, checklists, findings."""

__all__: list[str] = []
