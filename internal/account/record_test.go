package account

import (
	"fmt"
	"testing"

	"sportello/ent/auditentry"
	"sportello/internal/audit"
	"sportello/internal/desktest"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Coming in, being refused and going out are on record, with where the call came from; of an address that nobody has, too,
// and by as many statements (M1.3).
func TestSignInsAreOnRecord(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	desk := c.desk("studio")
	company := c.tenant(desk)
	c.member(id, desk, company, "REQUESTER")
	tries := map[string]int{}
	for _, email := range []string{"nobody@example.com", "nobody@example.com", "ada@example.com"} {
		count := desktest.CountStatements(c.store)
		_, err := c.try(email, "not the password")
		tries[email] = count()
		wantCode(t, err, problem.InvalidCredentials)
	}
	if tries["ada@example.com"] != tries["nobody@example.com"] {
		t.Errorf("statements of a refusal: %v", tries)
	}
	in := c.signIn("ada@example.com")
	if err := c.SignOut(t.Context(), in.Viewer); err != nil {
		t.Fatal(err)
	}
	if err := c.SignOut(t.Context(), in.Viewer); err != nil { // ended already: nothing more to tell
		t.Fatal(err)
	}
	rows, err := c.store.Read().AuditEntry.Query().Where(auditentry.KindNEQ(string(audit.MemberAdded))).Order(auditentry.ByID()).All(store.System(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprint(row.Kind, " ", row.DeskID, " ", row.TenantID, " ", row.ActorID, " ", row.SubjectID, " ", row.Details))
	}
	refused := `{"method":"PASSWORD","reason":"REFUSED"}`
	want := []string{
		fmt.Sprint(audit.SignInRefused, " 0 0 0 0 ", refused), fmt.Sprint(audit.SignInRefused, " 0 0 0 0 ", refused),
		fmt.Sprint(audit.SignInRefused, " ", desk, " ", company, " 0 ", id, " ", refused),
		fmt.Sprint(audit.SignedIn, " ", desk, " ", company, " ", id, ` 0 {"method":"PASSWORD"}`),
		fmt.Sprint(audit.SignedOut, " ", desk, " ", company, " ", id, " 0 "),
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// What the operator does by command is on record, too: so it is known to the processes that serve.
func TestTheOperatorIsOnRecord(t *testing.T) {
	c := open(t, nil)
	id := c.user("ada@example.com")
	desk := c.desk("studio")
	c.member(id, desk, 0, "AGENT")
	serving := c.beside()
	ended := serving.Ended(t.Context(), c.signIn("ada@example.com").Viewer)
	if err := c.SetPassword(t.Context(), "ada@example.com", "another horse battery"); err != nil {
		t.Fatal(err)
	}
	withinASecond(t, "a session whose password was set", ended)
	for _, kind := range []audit.Kind{audit.MemberAdded, audit.PasswordReset} {
		row, err := c.store.Read().AuditEntry.Query().Where(auditentry.Kind(string(kind))).Only(store.System(t.Context()))
		if err != nil || row.DeskID != desk || row.SubjectID != id || row.ActorID != 0 {
			t.Errorf("%s: %+v %v", kind, row, err)
		}
	}
}
