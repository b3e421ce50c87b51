package problem

// MailGone refuses to send a mail again whose bytes are not kept.
func MailGone() *Error {
	return New(ResendRefused).With("why", phrase{
		it: "non è più conservata", es: "ya no se conserva", en: "it is no longer kept",
	})
}

// MailWaits refuses to send a mail again that was not sent yet.
func MailWaits() *Error {
	return New(ResendRefused).With("why", phrase{
		it: "è già in attesa di essere inviata", es: "ya está esperando a ser enviado", en: "it waits to be sent already",
	})
}

// MailAddressMarked refuses to send a mail to an address that is known to be dead, and names the way out.
func MailAddressMarked() *Error {
	return New(ResendRefused).With("why", phrase{
		it: "il suo indirizzo risulta irraggiungibile, prima riabilitalo",
		es: "su dirección figura como inaccesible, primero rehabilítala",
		en: "its address is marked as undeliverable, so clear it first",
	})
}
