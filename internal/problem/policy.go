package problem

// StatusInUse refuses a policy without a status in which tickets stand.
func StatusInUse(key string, tickets int) *Error {
	return inUse(key, tickets, phrase{
		it: "lascialo, o sposta prima questi ticket",
		es: "déjalo, o mueve antes esos tickets",
		en: "keep it, or move those tickets first",
	})
}

// PriorityInUse refuses a policy without a priority that tickets have.
func PriorityInUse(key string, tickets int) *Error {
	return inUse(key, tickets, phrase{
		it: "lasciala, o cambia prima la priorità di questi ticket",
		es: "déjala, o cambia antes la prioridad de esos tickets",
		en: "keep it, or change the priority of those tickets first",
	})
}

// FieldInUse refuses a form without a field that tickets were opened with, or with another kind of it.
func FieldInUse(key string, tickets int) *Error {
	return inUse(key, tickets, phrase{
		it: "lascia il campo com'è, e aggiungine uno nuovo con un altro nome",
		es: "deja el campo como está, y añade uno nuevo con otro nombre",
		en: "keep the field as it is, and add a new one under another key",
	})
}

// OptionInUse refuses a form without an option that tickets have chosen.
func OptionInUse(key string, tickets int) *Error {
	return inUse(key, tickets, phrase{
		it: "ritira l'opzione (retired: true) invece di toglierla",
		es: "retira la opción (retired: true) en vez de quitarla",
		en: "retire the option (retired: true) instead",
	})
}

// DraftsInUse refuses a policy without drafts while some wait.
func DraftsInUse(key string, drafts int) *Error {
	return inUse(key, drafts, phrase{
		it: "le bozze vanno prima inviate o eliminate da chi le scrive",
		es: "antes sus autores deben enviar o descartar los borradores",
		en: "their authors must send or discard those drafts first",
	})
}

func inUse(key string, count int, way phrase) *Error {
	return New(PolicyInUse, "policy").With("key", key).With("count", count).With("way", way)
}
