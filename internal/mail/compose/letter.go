package compose

import (
	"fmt"
	"slices"
	"time"
)

// LetterKind is what a letter is about.
type LetterKind string

// What people are written about their account.
const (
	FirstPassword   LetterKind = "FIRST_PASSWORD"   // the sign-in name and a password for once (M4.1)
	FirstVAT        LetterKind = "FIRST_VAT"        // the same, where the password is the company's VAT number (M1.2)
	Invited         LetterKind = "INVITED"          // to a place (M4.1)
	SignInCode      LetterKind = "SIGN_IN_CODE"     // M4.3
	NewDevice       LetterKind = "NEW_DEVICE"       // a device is trusted from now on (M4.3)
	PasswordReset   LetterKind = "PASSWORD_RESET"   // M1.3, M4.18
	PasswordChanged LetterKind = "PASSWORD_CHANGED" // whoever did it
	EmailConfirm    LetterKind = "EMAIL_CONFIRM"    // to the new address (M1.4)
	EmailChanged    LetterKind = "EMAIL_CHANGED"    // to the old one, with the way back (M1.4)
	SignUp          LetterKind = "SIGN_UP"          // to an address that nobody signs in with
	SignUpKnown     LetterKind = "SIGN_UP_KNOWN"    // to one that somebody does
)

// LetterKinds are all kinds.
func LetterKinds() []LetterKind {
	return []LetterKind{FirstPassword, FirstVAT, Invited, SignInCode, NewDevice, PasswordReset, PasswordChanged, EmailConfirm, EmailChanged,
		SignUp, SignUpKnown}
}

// Letter is what one mail tells somebody of their account.
type Letter struct {
	Kind LetterKind
	Desk Desk // in whose name; its rules and whether it takes answers do not matter here
	To   Recipient

	Link     string    // http or https, with its token in the fragment
	Until    time.Time // how long link, code or password are good; zero: it is not said
	Password string    // of FirstPassword
	Code     string    // of SignInCode
	Place    string    // of Invited: the company, or the desk
	By       string    // of Invited: who invites
	Email    string    // of EmailConfirm and EmailChanged: the new address
	Device   string    // of NewDevice, as it names itself
}

func (l *Letter) check() error {
	linked := !slices.Contains([]LetterKind{SignInCode, NewDevice, PasswordChanged}, l.Kind)
	switch {
	case !slices.Contains(LetterKinds(), l.Kind):
		return fmt.Errorf("%w: kind %q", ErrNotice, l.Kind)
	case l.Desk.Zone == nil, l.Desk.Name == "":
		return fmt.Errorf("%w: a desk without name or time zone", ErrNotice)
	case !slices.Contains(languages(), l.Desk.Language):
		return fmt.Errorf("%w: language %q", ErrNotice, l.Desk.Language)
	case linked && l.Link == "":
		return fmt.Errorf("%w: no link", ErrNotice)
	case l.Kind == SignInCode && l.Code == "", l.Kind == FirstPassword && l.Password == "":
		return fmt.Errorf("%w: nothing to sign in with", ErrNotice)
	}
	for _, address := range []string{l.Desk.Address, l.To.Email} {
		if err := checkAddress(address); err != nil {
			return err
		}
	}
	return checkLink(l.Link)
}

// sentences is what the words of a letter speak of.
type sentences struct {
	Name, Desk, Place, By, Email, Device string
	Until                                time.Time
}

// page puts the letter into words.
func (l *Letter) page(w words, language string) (page, error) {
	t := &teller{words: w}
	of := sentences{
		Name: salutation(l.To.Name), Desk: line(l.Desk.Name, maxName), Place: line(l.Place, maxName), By: salutation(l.By),
		Email: line(l.Email, maxName), Device: line(l.Device, maxName),
	}
	if !l.Until.IsZero() {
		of.Until = l.Until.In(l.Desk.Zone)
	}
	say := func(name string) string { return t.sayOf("letter."+name, of) }
	p := page{
		Language: language,
		Desk:     of.Desk,
		Paint:    painted(l.Desk.Colour),
		Title:    say(string(l.Kind) + ".title"),
		Greeting: t.sayOf("greeting", of),
		Body:     say(string(l.Kind) + ".body"),
		Next:     say(string(l.Kind) + ".next"),
	}
	switch l.Kind {
	case FirstPassword, FirstVAT:
		p.Rows = []Row{{say("row.user"), line(l.To.Email, maxName)}, {say("row.password"), line(l.Password, maxName)}}
		if l.Kind == FirstVAT {
			p.Rows[1].Value = say("vat")
		}
	case SignInCode:
		p.Rows = []Row{{say("row.code"), line(l.Code, maxName)}}
	}
	if l.Link != "" {
		p.Links = []link{{say(string(l.Kind) + ".link"), l.Link}}
	}
	return p, t.err
}

// Letter writes the whole mail of a letter. Errors are ErrNotice and ErrAddress: trying again does not help.
func (c *Composer) Letter(l Letter, e Envelope) (Mail, error) {
	if err := l.check(); err != nil {
		return Mail{}, err
	}
	if err := e.check(); err != nil {
		return Mail{}, err
	}
	n := Notice{Desk: l.Desk, To: l.To}
	p, err := l.page(c.words[n.language()], n.language())
	if err != nil {
		return Mail{}, err
	}
	return c.write(p, outside{desk: l.Desk, to: l.To, subject: line(p.Title, maxSubject)}, e)
}
