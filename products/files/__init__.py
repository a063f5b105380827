"""Products as files that other platforms take: spreadsheets, feeds, and our own form."""
