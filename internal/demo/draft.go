package demo

import (
	"encoding/json"
	"fmt"
	"time"

	"sportello/internal/moment"
	"sportello/internal/policy"
)

// unsent are the drafts of the customer who signs in (M0.4), as desk.DraftContent keeps them: begun, and almost done.
func unsent() []map[string]any {
	field := func(options ...string) []map[string]any {
		return []map[string]any{{"Key": "topic", "Path": options}}
	}
	return []map[string]any{
		{"format": "PLAIN", "fields": field("DOCUMENTS", "NORMAL")},
		{"format": "PLAIN", "subject": "Non riesco a stampare le etichette", "fields": field("DOCUMENTS", "BLOCKED", "CANNOT_PRINT")},
		{
			"format": "MARKDOWN", "subject": "Un nuovo utente per l'ufficio acquisti",
			"description": "Serve un utente con gli stessi permessi degli altri:\n\n- solo consultazione\n- da *lunedì prossimo*",
			"fields":      field("ACCESS", "NORMAL", "NEW_USER"),
		},
	}
}

// addDrafts gives the customer who signs in at each desk that has drafts some of them, saved in the last days.
func (w *world) addDrafts(rows *table, now time.Time) error {
	for _, desk := range w.desks {
		if !desk.policy.Uses(policy.Draft) {
			continue
		}
		for i, content := range unsent() {
			text, err := json.Marshal(content)
			if err != nil {
				return fmt.Errorf("write a draft: %w", err)
			}
			saved := moment.Of(whole(now.Add(time.Duration(i-len(unsent())) * 20 * time.Hour)))
			company := desk.tenants[0]
			rows.add(saved, company.writers[0].id, desk.id, company.id, string(text), int64(1), saved)
		}
	}
	return nil
}
