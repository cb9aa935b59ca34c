"""Who may do what with inspections: plan, visits, checklists, findings."""
