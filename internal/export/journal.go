package export

// journal is the table of internal/journal.
const journal = "journal_entries"
