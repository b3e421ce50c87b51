package account

import (
	"errors"
	"strings"
	"testing"

	"sportello/internal/problem"
)

func TestCreateUserRefuses(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	long := strings.Repeat("x", 250)
	for name, row := range map[string]struct {
		in    NewUser
		code  problem.Code
		field string
	}{
		"no address":        {NewUser{}, problem.InvalidValue, "email"},
		"no domain":         {NewUser{Email: "ada"}, problem.InvalidValue, "email"},
		"with a name":       {NewUser{Email: "Ada <ada2@example.com>"}, problem.InvalidValue, "email"},
		"in brackets":       {NewUser{Email: "<ada2@example.com>"}, problem.InvalidValue, "email"},
		"two addresses":     {NewUser{Email: "a@example.com, b@example.com"}, problem.InvalidValue, "email"},
		"line break":        {NewUser{Email: "a@example.com\r\nBcc: b@example.com"}, problem.InvalidValue, "email"},
		"long address":      {NewUser{Email: "a@" + long + ".com"}, problem.InvalidValue, "email"},
		"long local part":   {NewUser{Email: long[:65] + "@example.com"}, problem.InvalidValue, "email"},
		"address not UTF-8": {NewUser{Email: "\xff@example.com"}, problem.InvalidValue, "email"},
		"long name":         {NewUser{Email: "b@example.com", Name: long}, problem.TooLong, "name"},
		"name not UTF-8":    {NewUser{Email: "b@example.com", Name: "\xff"}, problem.InvalidCharacters, "name"},
		"language":          {NewUser{Email: "b@example.com", Language: "tlh"}, problem.InvalidValue, "language"},
		"short password":    {NewUser{Email: "b@example.com", Password: "seven77"}, problem.TooShort, "password"},
		"long password":     {NewUser{Email: "b@example.com", Password: strings.Repeat("x", 1025)}, problem.TooLong, "password"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.CreateUser(t.Context(), row.in)
			got := problem.Of(err)
			if len(got) != 1 || got[0].Code != row.code || got[0].Field[0] != row.field {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := c.CreateUser(t.Context(), NewUser{Email: "ADA@example.com "}); !errors.Is(err, ErrTaken) {
		t.Errorf("a variant of a taken address: %v", err)
	}
}

func TestSetPassword(t *testing.T) {
	c := open(t, nil)
	c.user("ada@example.com")
	in := c.signIn("ada@example.com")
	ended := c.Ended(t.Context(), in.Viewer)
	wantCode(t, c.SetPassword(t.Context(), "ada@example.com", "short"), problem.TooShort)
	c.authenticate(in.Token)
	if err := c.SetPassword(t.Context(), "Ada@example.com", "another password"); err != nil {
		t.Fatal(err)
	}
	<-ended
	_, err := c.Authenticate(t.Context(), in.Token)
	wantCode(t, err, problem.Unauthenticated)
	_, err = c.try("ada@example.com", password)
	wantCode(t, err, problem.InvalidCredentials)
	if _, err := c.try("ada@example.com", "another password"); err != nil {
		t.Error(err)
	}
	if err := c.SetPassword(t.Context(), "bea@example.com", password); !errors.Is(err, ErrUnknown) {
		t.Errorf("unknown user: %v", err)
	}
}

// A session that was about to open with the old password when it changed does not open.
func TestPasswordChangesDuringSignIn(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	before := c.hashOf(id)
	if err := c.SetPassword(t.Context(), "ada@example.com", "another password"); err != nil {
		t.Fatal(err)
	}
	known, err := c.userByEmail(systemContext(t), "ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	known.PasswordHash = before
	if _, err := c.openSession(systemContext(t), opening{user: known}); !errors.Is(err, errChanged) {
		t.Errorf("got %v", err)
	}
}

func TestAddMembershipRefuses(t *testing.T) {
	c := open(t, nil)
	id, desk, other := c.user("ada@example.com"), c.desk("guided"), c.desk("portal")
	tenant := c.tenant(desk)
	c.member(id, desk, 0, "AGENT")
	c.member(id, desk, tenant, "TECHNICIAN")
	errRole := problem.New(problem.InvalidValue)
	for name, row := range map[string]struct {
		in   NewMembership
		want error
	}{
		"staff twice":               {NewMembership{id, desk, 0, "ADMINISTRATOR"}, ErrTaken},
		"tenant twice":              {NewMembership{id, desk, tenant, "OBSERVER"}, ErrTaken},
		"tenant of another desk":    {NewMembership{id, other, tenant, "OBSERVER"}, ErrUnknown},
		"unknown desk":              {NewMembership{id, 999, 0, "AGENT"}, ErrUnknown},
		"unknown user":              {NewMembership{999, desk, 0, "AGENT"}, ErrUnknown},
		"customer's role for staff": {NewMembership{id, other, 0, "OBSERVER"}, errRole},
		"staff's role in a tenant":  {NewMembership{id, desk, tenant, "AGENT"}, errRole},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.AddMembership(t.Context(), row.in); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
	v, err := c.ViewerOf(t.Context(), id)
	if err != nil || len(v.Desks) != 1 || len(v.Tenants) != 1 {
		t.Errorf("viewer %+v, %v", v, err)
	}
}
