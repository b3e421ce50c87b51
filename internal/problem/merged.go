package problem

// MergedAway refuses what would change a ticket whose conversation is another one's, and names the way out (M1.15).
func MergedAway() *Error {
	return New(TicketMerged)
}

// MergeWithItself refuses to merge a ticket into itself.
func MergeWithItself() *Error {
	return New(MergeRefused, "into").With("why", phrase{
		it: "è lo stesso ticket, indicane un altro",
		es: "es el mismo ticket, indica otro",
		en: "it is the same ticket, so name another one",
	})
}

// MergeAcrossTenants refuses to show one company what another one wrote.
func MergeAcrossTenants() *Error {
	return New(MergeRefused, "into").With("why", phrase{
		it: "appartengono a clienti diversi, rispondi su ciascuno",
		es: "son de clientes distintos, responde en cada uno",
		en: "they belong to different customers, so answer each by itself",
	})
}

// MergeAcrossRequesters refuses what would hide a ticket from its requester, where people see only their own.
func MergeAcrossRequesters() *Error {
	return New(MergeRefused, "into").With("why", phrase{
		it: "li hanno aperti persone diverse e chi ha aperto il primo non lo vedrebbe più, rispondi su ciascuno",
		es: "los abrieron personas distintas y quien abrió el primero dejaría de verlo, responde en cada uno",
		en: "different people opened them and whoever opened the first would lose sight of it, so answer each by itself",
	})
}

// NothingToUnmerge refuses to undo a merge that is not there.
func NothingToUnmerge() *Error {
	return New(MergeRefused).With("why", phrase{
		it: "non è unito a nessun altro", es: "no está unido a ningún otro", en: "it is not merged into any other",
	})
}
