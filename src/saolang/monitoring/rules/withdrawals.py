"""Who may do what with withdrawals of stars."""
