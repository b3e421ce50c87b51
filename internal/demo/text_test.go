package demo_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sportello/internal/access"
	"sportello/internal/demo"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// What is said is whole, as long as the desk asks for (M2.2), and hardly ever the same.
func TestTexts(t *testing.T) {
	s, _, sum := fill(t, 5, 1000)
	ctx := store.System(t.Context())
	descriptions := map[string]bool{}
	for _, row := range s.Read().Ticket.Query().WithMessages().WithDesk().AllX(ctx) {
		rules, err := policy.Parse("policy.yaml", []byte(row.Edges.Desk.Policy))
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(row.Subject); n < rules.Text.Subject.Min || n > rules.Text.Subject.Max {
			t.Errorf("subject %q", row.Subject)
		}
		for _, m := range row.Edges.Messages {
			if whole := row.Subject + m.Text; strings.ContainsAny(whole, "{}") || strings.Contains(whole, "%!") || strings.Contains(whole, "%s") {
				t.Errorf("%q: %q is not whole", row.Subject, m.Text)
			}
			if n := utf8.RuneCountInString(m.Text); n < rules.Text.Message.Min || n > rules.Text.Message.Max {
				t.Errorf("message %q", m.Text)
			}
			if m.Kind == "DESCRIPTION" {
				descriptions[m.Text] = true
			}
		}
	}
	if len(descriptions) < 990 {
		t.Errorf("%d descriptions for %d tickets", len(descriptions), sum.Tickets)
	}
}

// Each topic of a desk has answers of its own, for search to tell apart.
func TestTopicsDiffer(t *testing.T) {
	for _, name := range []string{"guided", "ams", "autofattura", "ticketera", "nts", "english"} {
		answers, err := demo.Answers(name)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		for key, texts := range answers {
			if len(texts) < 2 {
				t.Errorf("%s: %s has %d answers", name, key, len(texts))
			}
			for _, text := range texts {
				if other, ok := seen[text]; ok {
					t.Errorf("%s: %s and %s answer %q", name, key, other, text)
				}
				seen[text] = key
			}
		}
		if len(answers) < 8 {
			t.Errorf("%s has %d topics", name, len(answers))
		}
	}
}

// An excerpt is the very one that the use case would have written.
func TestExcerptsAreTheUseCases(t *testing.T) {
	s, b := desktest.NewStore(t), newBlobs(t)
	f := desktest.NewFactory(t, s)
	tenant := f.Tenant(f.Desk("portal"))
	viewer := f.Customer(tenant, access.TenantRequester)
	service := desk.New(desk.Config{Store: s, Blobs: b, Now: present})
	var answers []desk.FieldInput
	for _, a := range desktest.PresetAnswers(t, "portal") {
		answers = append(answers, desk.FieldInput(a))
	}
	long := "Buongiorno, " + strings.Repeat("però così non va, ", 20)
	for _, text := range []string{
		"Salve, breve.", long, long + "\n\nUn saluto", strings.Repeat("x", 300), strings.Repeat("è", 199), strings.Repeat("è ", 100),
		strings.Repeat("y", 150) + " " + strings.Repeat("z", 80), strings.Repeat("y", 149) + " " + strings.Repeat("z", 80),
		strings.Repeat("y", 198) + " zz", strings.Repeat("y", 199) + " z", "uno\ndue  tre\n\nquattro " + long,
	} {
		out, err := service.Open(store.Scoped(t.Context(), viewer.Scope()), viewer, desk.OpenInput{Subject: "Prova", Description: text, Fields: answers})
		if err != nil {
			t.Fatal(err)
		}
		row := s.Read().Ticket.GetX(store.System(t.Context()), out.TicketID)
		if first, whole := demo.Excerpt(strings.TrimSpace(text)); first != row.Excerpt || whole != row.LastMessageExcerpt {
			t.Errorf("%q\nis cut to %q and %q,\nby the use case to %q and %q", text, first, whole, row.Excerpt, row.LastMessageExcerpt)
		}
	}
}

// A fill knows every column that there is: a new one has to be filled, too. What it leaves out has a default.
func TestColumns(t *testing.T) {
	left := map[string][]string{
		"desks": {"last_number"}, "timeline_entries": {"client_mutation_id"}, "persons": {"retired_at"}, "messages": {"format", "pictures"},
		"tickets": {"merged_into_id"}, "attachments": {"draft_id", "inline"}, "ticket_fields": {"id"}, "drafts": {"id", "ticket_id"},
		"policy_versions": {"id", "author_id"}, "tenants": {"guests"},
		"users": {
			"time_zone", "avatar_key", "first_password", "first_password_until", "notice_version", "notice_accepted_at",
			"totp_secret", "totp_confirmed", "totp_step",
		},
	}
	written, all := demo.Columns()
	for table, columns := range all {
		for _, column := range columns {
			if !slices.Contains(written[table], column) && !slices.Contains(left[table], column) {
				t.Errorf("%s.%s is not written", table, column)
			}
		}
	}
}
