package problem

// TicketChanged refuses a change of a ticket by who has read an older version of it.
func TicketChanged() *Error {
	return changed(phrase{it: "il ticket è cambiato", es: "el ticket cambió", en: "the ticket has changed"})
}

// DraftChanged refuses a change of a draft by who has read an older version of it, in another window.
func DraftChanged() *Error {
	return changed(phrase{it: "la bozza è cambiata", es: "el borrador cambió", en: "the draft has changed"})
}

// DashboardChanged refuses a change of a dashboard by who has read an older version of it, in another window.
func DashboardChanged() *Error {
	return changed(phrase{it: "la dashboard è cambiata", es: "el panel cambió", en: "the dashboard has changed"})
}

// RulesChanged refuses other rules by who has read an older version of them.
func RulesChanged() *Error {
	return changed(phrase{it: "le regole del desk sono cambiate", es: "las reglas del desk cambiaron", en: "the desk's rules have changed"})
}

func changed(what phrase) *Error {
	return New(Conflict, "expectedVersion").With("what", what)
}
