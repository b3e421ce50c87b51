package problem

// ClosedForGood refuses what would touch a ticket that its desk does not reopen, and names the way out (M1.11, M3.6).
func ClosedForGood() *Error {
	return New(TicketClosed).With("way", phrase{
		it: "non può essere riaperto, apri un nuovo ticket indicando il numero di questo",
		es: "no se puede reabrir, abre uno nuevo indicando el número de este",
		en: "it can't be reopened, so open a new one that names this one's number",
	})
}

// ReopenFirst refuses a change of a closed ticket that can still be reopened.
func ReopenFirst() *Error {
	return New(TicketClosed).With("way", phrase{it: "prima riaprilo", es: "primero reábrelo", en: "reopen it first"})
}

// NothingToReopen refuses to reopen a ticket that is open.
func NothingToReopen() *Error {
	return New(ReopenNotAllowed).With("why", phrase{it: "è aperto", es: "está abierto", en: "it is open"})
}

// ReopenByReply refuses to reopen without a message what a reply reopens (M2.8).
func ReopenByReply() *Error {
	return New(ReopenNotAllowed).With("why", phrase{
		it: "lo riapre solo una risposta",
		es: "solo lo reabre una respuesta",
		en: "only a reply reopens it",
	})
}
