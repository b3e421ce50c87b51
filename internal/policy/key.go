package policy

// key describes one key of a policy file: how it is written, what it means, where its value goes. The reader and the
// reference in docs/policy.md both follow it.
type key struct {
	path     string
	form     form
	written  string // for people
	says     string
	optional bool
	read     reader
}

// keys are all keys, in the order of the reference.
func keys() []key {
	var all []key
	for _, section := range [][]key{
		deskKeys(), visibilityKeys(), textKeys(), attachmentKeys(), priorityKeys(), moveKeys(), closingKeys(), reopeningKeys(),
		notificationKeys(), hourKeys(), dueKeys(), mailKeys(), contactFormKeys(), signInKeys(), formKeys(),
	} {
		all = append(all, section...)
	}
	return all
}

func deskKeys() []key {
	return []key{
		text("preset", "What the rules call themselves.", func(p *Policy) *string { return &p.Preset }),
		text("language", "The desk's own language. Its words stand in where another language has none.",
			func(p *Policy) *string { return &p.Language }).as("it, es or en"),
		{path: "statuses", form: mapping, written: "STATUS: {it: …, es: …, en: …}",
			says: "The statuses that the desk uses, in its words. OPEN, IN_PROGRESS and CLOSED are always among them.",
			read: labels(func(p *Policy) *map[Status]Label { return &p.Statuses })},
		{path: "priorities", form: mapping, written: "PRIORITY: {it: …, es: …, en: …}",
			says: "The priorities that the desk uses, in its words.",
			read: labels(func(p *Policy) *map[Priority]Label { return &p.Priorities })},
	}
}

func visibilityKeys() []key {
	return []key{
		text("visibility.customers_see", "`own`: a tenant's requesters see the tickets that they opened; `tenant`: all of the "+
			"tenant's. Its administrators, technicians and observers always see all.", func(p *Policy) *string { return &p.Visibility.CustomersSee }).as("own or tenant"),
		text("visibility.staff", "`named`: customers learn who of the staff it was (M4.13); `desk`: they are told the desk's "+
			"name (M2.7).", func(p *Policy) *string { return &p.Visibility.Staff }).as("named or desk"),
	}
}

func textKeys() []key {
	return []key{
		number("text.subject.min", "Characters that a subject has at least (M2.2).", func(p *Policy) *int { return &p.Text.Subject.Min }),
		number("text.subject.max", "Characters that a subject has at most, up to 255.", func(p *Policy) *int { return &p.Text.Subject.Max }),
		number("text.message.min", "Characters that a description has at least (M2.2). A later message needs one.",
			func(p *Policy) *int { return &p.Text.Message.Min }),
		number("text.message.max", "Characters that any message has at most, up to 100000.", func(p *Policy) *int { return &p.Text.Message.Max }),
	}
}

func attachmentKeys() []key {
	size := key{path: "attachments.max_size", form: scalar, written: "size",
		says: "How large one file may be (M4.10). Needed where files are taken.",
		read: plain(ParseSize, func(p *Policy) *Size { return &p.Attachments.MaxSize })}
	return []key{
		flag("attachments.at_opening", "Files may come with the request itself (M0.3, M1.8).", func(p *Policy) *bool { return &p.Attachments.AtOpening }),
		flag("attachments.on_reply", "Files may come with later messages (M1.8, M4.15).", func(p *Policy) *bool { return &p.Attachments.OnReply }),
		size.onlySometimes(),
		number("attachments.max_files", "How many files one message may have, up to 100. Needed where files are taken.",
			func(p *Policy) *int { return &p.Attachments.MaxFiles }).onlySometimes(),
	}
}

func priorityKeys() []key {
	never := key{path: "priority.never_raise_to", form: list, written: "[PRIORITY …]",
		says: "Priorities to which customers never raise a ticket that exists: that needs a new one (M4.14).",
		read: several(func(p *Policy) *[]Priority { return &p.Priority.NeverRaiseTo })}
	return []key{
		word("priority.default", "PRIORITY", "Of a ticket that is opened without one.", func(p *Policy) *Priority { return &p.Priority.Default }),
		flag("priority.at_opening", "Customers choose it when they open a ticket (M2.2, M4.10).", func(p *Policy) *bool { return &p.Priority.AtOpening }),
		flag("priority.by_customer", "Customers change it later (M2.8, M4.14). Staff always may.", func(p *Policy) *bool { return &p.Priority.ByCustomer }),
		never.or("none"),
	}
}

func moveKeys() []key {
	return []key{
		word("moves.taken", "STATUS", "Where an OPEN ticket goes when somebody takes it or it is assigned (M1.10).",
			func(p *Policy) *Status { return &p.Moves.Taken }),
		{path: "moves.staff_reply", form: mapping, written: "STATUS: STATUS",
			says: "Where a reply of staff moves a ticket; from a status that is not named it stays (M1.10).",
			read: replies(func(p *Policy) *map[Status]Status { return &p.Moves.StaffReply })},
		{path: "moves.customer_reply", form: mapping, written: "STATUS: STATUS",
			says: "The same for a reply of the customer. Out of RESOLVED it reopens (M3.5).",
			read: replies(func(p *Policy) *map[Status]Status { return &p.Moves.CustomerReply })},
		{path: "moves.by_hand", form: mapping, written: "STATUS: [STATUS …]",
			says: "Where staff may move a ticket by hand. To CLOSED they always may; out of CLOSED as `reopening` says.",
			read: choices(func(p *Policy) *map[Status][]Status { return &p.Moves.ByHand })},
	}
}

func closingKeys() []key {
	return []key{
		flag("closing.by_customer", "Customers may close (M2.8, M4.16). Staff always may.", func(p *Policy) *bool { return &p.Closing.ByCustomer }),
		flag("closing.message_required", "Customers close with a final message only (M4.16).",
			func(p *Policy) *bool { return &p.Closing.MessageRequired }).or("false"),
		duration("closing.not_before", "How old a ticket must be before customers may close it (M4.16).",
			func(p *Policy) *Duration { return &p.Closing.NotBefore }).or("at once"),
		word("closing.automatic.from", "STATUS", "The status in which the clock closes a silent ticket (M1.11, M3.6).",
			func(p *Policy) *Status { return &p.Closing.Automatic.From }).or("the clock closes nothing"),
		duration("closing.automatic.after", "How long it stands there first.",
			func(p *Policy) *Duration { return &p.Closing.Automatic.After }).or("the clock closes nothing"),
	}
}

func reopeningKeys() []key {
	return []key{
		word("reopening.to", "STATUS", "Where a ticket stands when it is taken up again.", func(p *Policy) *Status { return &p.Reopening.To }),
		word("reopening.by_reply", "reopens, refused or new_linked", "What a reply does to a CLOSED ticket: `reopens`, it is `refused` (M1.11), or a "+
			"customer's becomes a new ticket that follows the closed one, `new_linked` (M3.8). Where it does not reopen, nobody "+
			"reopens, staff included.", func(p *Policy) *ReplyRule { return &p.Reopening.ByReply }),
		duration("reopening.within", "How long after closing a reply reopens (M4.17).",
			func(p *Policy) *Duration { return &p.Reopening.Within }).or("without end"),
		word("reopening.afterwards", "refused or new_linked", "What a reply does when that has passed: `refused` or `new_linked`. Needed with `within`, and only then.",
			func(p *Policy) *ReplyRule { return &p.Reopening.Afterwards }).onlySometimes(),
		flag("reopening.by_customer", "Customers may also reopen without a message (M2.8).", func(p *Policy) *bool { return &p.Reopening.ByCustomer }),
	}
}

func notificationKeys() []key {
	return []key{
		word("notifications", "account, person_replaces_account or account_and_given", "To whom notifications of a ticket go: the `account` that opened "+
			"it; the reference person where there is one, else the account, `person_replaces_account` (M1.7); the account and the "+
			"address that was written on the ticket, where it differs, `account_and_given` (M4.10, M4.11).",
			func(p *Policy) *Notifications { return &p.Notifications }).or("account"),
	}
}

func text(path, says string, into func(*Policy) *string) key {
	return key{path: path, form: scalar, written: "text", says: says, read: plain(parseText, into)}
}

func flag(path, says string, into func(*Policy) *bool) key {
	return key{path: path, form: scalar, written: "true or false", says: says, read: plain(parseFlag, into)}
}

func number(path, says string, into func(*Policy) *int) key {
	return key{path: path, form: scalar, written: "number", says: says, read: plain(parseNumber, into)}
}

func duration(path, says string, into func(*Policy) *Duration) key {
	return key{path: path, form: scalar, written: "duration", says: says, read: plain(ParseDuration, into)}
}

func word[T ~string](path, written, says string, into func(*Policy) *T) key {
	return key{path: path, form: scalar, written: written, says: says, read: plain(parseWord[T], into)}
}

// as says more closely how a key is written.
func (k key) as(written string) key {
	k.written = written
	return k
}

// or makes a key optional and says what holds without it.
func (k key) or(otherwise string) key {
	k.optional = true
	k.says += " Without it: " + otherwise + "."
	return k
}

// onlySometimes makes a key optional; check knows when it is needed.
func (k key) onlySometimes() key {
	k.optional = true
	return k
}
