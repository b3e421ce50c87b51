package problem

import (
	"fmt"
	"strings"
)

// Message says in a language (it, es; any other: en) what went wrong and how to mend it.
func (e *Error) Message(language string) string {
	said, ok := phrasing(e.Code)
	if !ok {
		said, _ = phrasing(Internal)
	}
	return fill(said.In(language), e.Params, language)
}

// phrase is a message in the three languages.
type phrase struct{ it, es, en string }

// In is the phrase in a language.
func (p phrase) In(language string) string {
	switch language {
	case "it":
		return p.it
	case "es":
		return p.es
	default:
		return p.en
	}
}

// Word is a value of a message that has a word in each language, such as a desk's name for a status.
type Word interface {
	In(language string) string
}

func fill(text string, params map[string]any, language string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(params))
	for key, value := range params {
		said := fmt.Sprint(value)
		if word, ok := value.(Word); ok {
			said = word.In(language)
		}
		pairs = append(pairs, "{"+key+"}", said)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

//nolint:funlen // one line a code
func phrasing(code Code) (phrase, bool) {
	switch code {
	case AccountIncomplete:
		return phrase{"Completa prima il tuo account.", "Antes completa tu cuenta.", "Complete your account first."}, true
	case AlreadyInvited:
		return phrase{"Questa persona è già stata invitata: invia di nuovo l'invito.", "Esta persona ya está invitada: vuelve a enviar la invitación.", "This person is invited already: send the invitation again."}, true
	case AlreadyMember:
		return phrase{"Questa persona fa già parte degli utenti.", "Esta persona ya forma parte de los usuarios.", "This person is a member already."}, true
	case CodeInvalid:
		return phrase{"Il codice non è valido o è scaduto: riprova, o accedi di nuovo per riceverne un altro.", "El código no es válido o ha caducado: inténtalo otra vez, o vuelve a acceder para recibir otro.", "The code is wrong or has expired: try again, or sign in anew for another one."}, true
	case InvitationClosed:
		return phrase{"L'invito non è più aperto.", "La invitación ya no está abierta.", "The invitation is no longer open."}, true
	case LastAdministrator:
		return phrase{"È l'ultimo amministratore: prima assegna il ruolo a un altro.", "Es el último administrador: antes da el rol a otra persona.", "This is the last administrator: give somebody else the role first."}, true
	case PasswordsDiffer:
		return phrase{"Le due password non coincidono.", "Las dos contraseñas no coinciden.", "The two passwords are not the same."}, true
	case PasswordWeak:
		return phrase{"La password è facile da indovinare: scegline un'altra.", "La contraseña es fácil de adivinar: elige otra.", "The password is easy to guess: choose another one."}, true
	case PictureInvalid:
		return phrase{"L'immagine non è utilizzabile: JPEG, PNG, GIF o WebP, al massimo {max} pixel per lato.", "La imagen no sirve: JPEG, PNG, GIF o WebP, {max} píxeles por lado como máximo.", "The picture can't be used: JPEG, PNG, GIF or WebP, {max} pixels a side at most."}, true
	case SignUpNotAllowed:
		return phrase{"Qui si accede solo su invito.", "Aquí solo se accede por invitación.", "Access is by invitation only here."}, true
	case TotpNotBegun:
		return phrase{"Non c'è un'app di autenticazione da confermare: ricomincia.", "No hay una aplicación de autenticación por confirmar: vuelve a empezar.", "There is no authenticator to confirm: start again."}, true
	case AlreadyLinked:
		return phrase{"Il ticket è già il seguito di un altro.", "El ticket ya es continuación de otro.", "The ticket already continues another one."}, true
	case AttachmentsNotAllowed:
		return phrase{"Qui non si possono aggiungere allegati: inviali dopo, con una risposta.", "Aquí no se pueden adjuntar archivos: envíalos después, con una respuesta.", "No files can be attached here: send them afterwards, with a reply."}, true
	case AttachmentTooLarge:
		return phrase{"L'allegato supera {max} byte: riducilo o dividilo.", "El archivo supera los {max} bytes: redúcelo o divídelo.", "The file is larger than {max} bytes: make it smaller or split it."}, true
	case CloseNotAllowed:
		return phrase{"Il ticket può essere chiuso solo dal supporto.", "Solo el equipo de soporte puede cerrar el ticket.", "Only the support team closes tickets here."}, true
	case Conflict:
		return phrase{"Nel frattempo {what}: rileggi e riprova.", "Mientras tanto {what}: vuelve a leer e inténtalo de nuevo.", "In the meantime {what}: read it again and retry."}, true
	case DraftsNotUsed:
		return phrase{"Qui le richieste non si salvano in bozza: inviala.", "Aquí las solicitudes no se guardan como borrador: envíala.", "Requests are not kept as drafts here: send it."}, true
	case FileNameInvalid:
		return phrase{"Il nome del file non è utilizzabile: rinominalo.", "El nombre del archivo no sirve: cámbialo.", "The file's name can't be used: rename it."}, true
	case IdempotencyKeyReused:
		return phrase{"Questo clientMutationId è già stato usato con altri dati: usane uno nuovo.", "Este clientMutationId ya se usó con otros datos: usa uno nuevo.", "This clientMutationId was used with another input: make up a new one."}, true
	case InvalidCharacters:
		return phrase{"Il testo contiene caratteri non ammessi.", "El texto contiene caracteres no permitidos.", "The text has characters that are not allowed."}, true
	case InvalidCredentials:
		return phrase{"E-mail o password non corretta.", "El correo o la contraseña no son correctos.", "The e-mail or the password is wrong."}, true
	case InvalidValue:
		return phrase{"Il valore non è valido.", "El valor no es válido.", "The value is not valid."}, true
	case ChallengeRefused:
		return phrase{"La verifica non è più valida: riprova.", "La verificación ya no es válida: inténtalo de nuevo.", "The check is not valid any more: try again."}, true
	case UseOpenTicket:
		return phrase{"Hai già effettuato l'accesso: apri un ticket.", "Ya has iniciado sesión: abre un ticket.", "You are signed in: open a ticket instead (openTicket)."}, true
	case MessageRequired:
		return phrase{"Scrivi un messaggio finale per chiudere il ticket.", "Escribe un mensaje final para cerrar el ticket.", "Write a final message to close the ticket."}, true
	case LinkInvalid:
		return phrase{"Il link non è valido, è già stato usato o è scaduto: chiedine un altro.", "El enlace no es válido, ya se usó o ha caducado: pide otro.", "The link is wrong, was used or has expired: ask for another one."}, true
	case MergeRefused:
		return phrase{"I ticket non possono essere uniti: {why}.", "Los tickets no se pueden unir: {why}.", "The tickets can't be merged: {why}."}, true
	case NotAssignable:
		return phrase{"Il ticket può essere assegnato solo a un operatore del servizio.", "El ticket solo se puede asignar a un agente del servicio.", "A ticket can only be given to somebody of the desk who works on tickets."}, true
	case PersonExists:
		return phrase{"Nell'elenco c'è già una persona con questa e-mail.", "En la lista ya hay una persona con este correo.", "There is a person with this e-mail on the list already."}, true
	case PersonRemoved:
		return phrase{"Questa persona non è più nell'elenco: scegline un'altra.", "Esta persona ya no está en la lista: elige otra.", "This person is no longer on the list: choose another."}, true
	case PolicyInUse:
		return phrase{"{key} serve ancora ({count}): {way}.", "{key} todavía se usa ({count}): {way}.", "{key} is still in use ({count}): {way}."}, true
	case PolicyInvalid:
		return phrase{"Il file delle regole non è valido: errori {count}.", "El archivo de reglas no es válido: errores {count}.", "The file of rules can't be used: {count} faults."}, true
	case PriorityChangeRefused:
		return phrase{"La priorità può essere cambiata solo dal supporto.", "Solo el equipo de soporte puede cambiar la prioridad.", "Only the support team changes the priority here."}, true
	case PriorityNotUsed:
		return phrase{"Questa priorità non è prevista.", "Esta prioridad no se usa aquí.", "This priority is not used here."}, true
	case PriorityRaiseRefused:
		return phrase{"Un ticket esistente non può diventare «{priority}»: apri un nuovo ticket.", "Un ticket existente no puede pasar a «{priority}»: abre un ticket nuevo.", "An existing ticket can't become “{priority}”: open a new one."}, true
	case ReopenNotAllowed:
		return phrase{"Il ticket non può essere riaperto: {why}.", "El ticket no se puede reabrir: {why}.", "The ticket can't be reopened: {why}."}, true
	case ReopenWindowPassed:
		return phrase{"Il ticket è chiuso da più di {days} giorni: apri un nuovo ticket indicando il numero di questo.", "El ticket se cerró hace más de {days} días: abre uno nuevo indicando el número de este.", "The ticket was closed more than {days} days ago: open a new one that names this one's number."}, true
	case Required:
		return phrase{"Il campo è obbligatorio.", "El campo es obligatorio.", "The value is required."}, true
	case ResendRefused:
		return phrase{"La mail non può essere inviata di nuovo: {why}.", "El correo no se puede volver a enviar: {why}.", "The mail can't be sent again: {why}."}, true
	case StatusNotUsed:
		return phrase{"Questo stato non è previsto.", "Este estado no se usa aquí.", "This status is not used here."}, true
	case TicketClosed:
		return phrase{"Il ticket è chiuso: {way}.", "El ticket está cerrado: {way}.", "The ticket is closed: {way}."}, true
	case TicketMerged:
		return phrase{"Il ticket è stato unito a un altro: continua lì, oppure prima annulla l'unione.", "El ticket se unió con otro: continúa allí o primero deshaz la unión.", "The ticket was merged into another one: go on there, or undo the merge first."}, true
	case TooEarlyToClose:
		return phrase{"Il ticket può essere chiuso solo {minutes} minuti dopo l'apertura.", "El ticket solo se puede cerrar {minutes} minutos después de abrirlo.", "The ticket can only be closed {minutes} minutes after it was opened."}, true
	case TooLong:
		return phrase{"Il testo è troppo lungo: al massimo {max} caratteri.", "El texto es demasiado largo: {max} caracteres como máximo.", "The text is too long: {max} characters at most."}, true
	case TooMany:
		return phrase{"Sono troppi: al massimo {max}.", "Son demasiados: {max} como máximo.", "Too many: {max} at most."}, true
	case TooManyAttachments:
		return phrase{"Troppi allegati: al massimo {max}.", "Demasiados archivos: {max} como máximo.", "Too many files: {max} at most."}, true
	case TooShort:
		return phrase{"Il testo è troppo corto: almeno {min} caratteri.", "El texto es demasiado corto: {min} caracteres como mínimo.", "The text is too short: {min} characters at least."}, true
	case TransitionNotAllowed:
		return phrase{"Dallo stato «{from}» non si può passare a «{to}».", "No se puede pasar de «{from}» a «{to}».", "A ticket can't go from “{from}” to “{to}”."}, true
	case ConsentOutdated:
		return phrase{"L'informativa è cambiata: leggi e accetta la versione {version}.", "La información ha cambiado: lee y acepta la versión {version}.", "The notice has changed: read and accept version {version}."}, true
	case ConsentRequired:
		return phrase{"Per inviare devi accettare l'informativa.", "Para enviar tienes que aceptar la información.", "Accept the notice to go on."}, true
	case EmailTaken:
		return phrase{"L'indirizzo è di un account che non appartiene a questo desk: invitalo.", "La dirección es de una cuenta que no pertenece a este servicio: invítala.", "The address is that of an account that does not belong to this desk: invite them."}, true
	case FieldRepeated:
		return phrase{"Il campo compare più volte: tieni una sola risposta.", "El campo aparece varias veces: deja una sola respuesta.", "The field is answered more than once: keep one answer."}, true
	case FieldUnknown:
		return phrase{"Il modulo non prevede questo campo: toglilo.", "El formulario no tiene este campo: quítalo.", "The form has no such field here: leave it out."}, true
	case NotALeaf:
		return phrase{"La scelta non è completa: scegli una delle voci successive.", "La elección no está completa: elige una de las opciones siguientes.", "The choice is not complete: choose one of the narrower ones."}, true
	case OptionRetired:
		return phrase{"Questa voce non è più disponibile: scegline un'altra.", "Esta opción ya no está disponible: elige otra.", "This option is no longer offered: choose another."}, true
	case OptionUnknown:
		return phrase{"Questa voce non esiste: scegline una tra quelle elencate.", "Esta opción no existe: elige una de las propuestas.", "There is no such option: choose one of those offered."}, true
	case PrioritySetByChoice:
		return phrase{"La priorità segue dalle scelte fatte ed è «{priority}»: non indicarne un'altra.", "La prioridad se deduce de lo elegido y es «{priority}»: no indiques otra.", "The priority follows from what was chosen and is “{priority}”: ask for no other."}, true
	case Forbidden:
		return phrase{"Non hai il permesso di farlo.", "No tienes permiso para hacerlo.", "You are not allowed to do this."}, true
	case Internal:
		return phrase{"Errore interno: riprova e, se si ripete, comunica il codice della richiesta.", "Error interno: inténtalo de nuevo y, si se repite, comunica el código de la solicitud.", "Internal error: try again, and quote the request id if it happens again."}, true
	case InvalidCursor:
		return phrase{"Il cursore non appartiene a questo elenco: riparti dall'inizio.", "El cursor no pertenece a esta lista: vuelve a empezar.", "The cursor does not belong to this list: start again without it."}, true
	case InvalidFilter:
		return phrase{"Il filtro è troppo complesso o non valido.", "El filtro es demasiado complejo o no es válido.", "The filter is too complex or not valid."}, true
	case InvalidPage:
		return phrase{"Indica o first o last, da 0 a 100.", "Indica first o last, de 0 a 100.", "Give either first or last, from 0 to 100."}, true
	case Loading:
		return phrase{"Le statistiche si stanno caricando: riprova tra qualche secondo.", "Las estadísticas se están cargando: inténtalo de nuevo en unos segundos.", "The statistics are being loaded: try again in a few seconds."}, true
	case NotFound:
		return phrase{"Non trovato.", "No encontrado.", "Not found."}, true
	case RateLimited:
		return phrase{"Troppi tentativi: riprova più tardi.", "Demasiados intentos: prueba más tarde.", "Too many tries: try again later."}, true
	case StaffOnly:
		return phrase{"Solo il supporto può farlo.", "Solo el equipo de soporte puede hacerlo.", "Only the support team can do this."}, true
	case TenantRequired:
		return phrase{"Indica per quale azienda.", "Indica para qué empresa.", "Say for which tenant."}, true
	case Unauthenticated:
		return phrase{"Prima accedi.", "Inicia sesión para continuar.", "Sign in to go on."}, true
	default:
		return phrase{}, false
	}
}
