"""Reading lists of published products: files to rows, rows to entries. No database is changed here."""
