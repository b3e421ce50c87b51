package stats

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	entdesk "sportello/ent/desk"
	enttenant "sportello/ent/tenant"
	entuser "sportello/ent/user"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// labels name the values of groups in a viewer's language.
type labels struct {
	viewer *access.Viewer
	desks  []*desk.Desk
	groups []Group
	names  map[Dimension]map[int64]string
}

// label gives the values of rows their words: one statement for each kind of names, however many there are.
func (e *Engine) label(ctx context.Context, v *access.Viewer, desks []*desk.Desk, groups []Group, rows []*Row) error {
	l := &labels{viewer: v, desks: desks, groups: groups, names: map[Dimension]map[int64]string{}}
	for i, g := range groups {
		if g.By != ByDesk && g.By != ByTenant && g.By != ByAssignee {
			continue
		}
		names := map[int64]string{}
		var ids []int64
		for _, row := range rows {
			id := row.Groups[i].ID
			if _, asked := names[id]; !asked && !row.Groups[i].None {
				names[id] = ""
				ids = append(ids, id)
			}
		}
		if err := e.names(ctx, g.By, ids, names); err != nil {
			return err
		}
		l.names[g.By] = names
	}
	for _, row := range rows {
		for i := range row.Groups {
			row.Groups[i].Label = l.of(i, row.Groups[i])
		}
	}
	return nil
}

// nameBook remembers names for a while, so that many questions do not stand in the way of lists.
type nameBook struct {
	mu    sync.Mutex
	since time.Time
	known map[Dimension]map[int64]string
}

// namesFresh is how long a name is believed.
const namesFresh = 10 * time.Second

// recall fills in what is known, and answers the ids that are not.
func (b *nameBook) recall(now time.Time, by Dimension, ids []int64, names map[int64]string) (unknown []int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if age := now.Sub(b.since); b.known == nil || age < 0 || age >= namesFresh {
		b.since, b.known = now, map[Dimension]map[int64]string{}
	}
	for _, id := range ids {
		if name, there := b.known[by][id]; there {
			names[id] = name
		} else {
			unknown = append(unknown, id)
		}
	}
	return unknown
}

func (b *nameBook) note(by Dimension, ids []int64, names map[int64]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known[by] == nil {
		b.known[by] = map[int64]string{}
	}
	for _, id := range ids {
		b.known[by][id] = names[id]
	}
}

// names reads those of the desks, tenants or users of tickets that were found through the viewer's scope.
func (e *Engine) names(ctx context.Context, by Dimension, ids []int64, names map[int64]string) error {
	if ids = e.book.recall(e.now(), by, ids, names); len(ids) == 0 {
		return nil
	}
	ctx, client := store.System(ctx), e.store.Read()
	var err error
	switch by {
	case ByDesk:
		found, failed := client.Desk.Query().Where(entdesk.IDIn(ids...)).Select(entdesk.FieldID, entdesk.FieldName).All(ctx)
		for _, row := range found {
			names[row.ID] = row.Name
		}
		err = failed
	case ByTenant:
		found, failed := client.Tenant.Query().Where(enttenant.IDIn(ids...)).Select(enttenant.FieldID, enttenant.FieldName).All(ctx)
		for _, row := range found {
			names[row.ID] = row.Name
		}
		err = failed
	case ByAssignee:
		found, failed := client.User.Query().Where(entuser.IDIn(ids...)).Select(entuser.FieldID, entuser.FieldName).All(ctx)
		for _, row := range found {
			names[row.ID] = row.Name
		}
		err = failed
	}
	if err != nil {
		return fmt.Errorf("read names: %w", err)
	}
	e.book.note(by, ids, names)
	return nil
}

func (l *labels) of(i int, v Value) string {
	language := l.viewer.Language
	switch {
	case v.By == ByHourOfWeek:
		days := policy.Label{"it": "lun mar mer gio ven sab dom", "es": "lun mar mié jue vie sáb dom", "en": "Mon Tue Wed Thu Fri Sat Sun"}
		return fmt.Sprintf("%s %02d:00", strings.Fields(days.In(language, "en"))[v.Hour/24], v.Hour%24)
	case v.None && v.By == ByAssignee:
		return policy.Label{"it": "nessuno", "es": "nadie", "en": "nobody"}.In(language, "en")
	case v.None:
		return policy.Label{"it": "senza risposta", "es": "sin indicar", "en": "not given"}.In(language, "en")
	}
	switch v.By {
	case ByStatus:
		return desk.StatusLabel(policy.Status(v.Text), l.desks, language)
	case ByPriority:
		return desk.PriorityLabel(policy.Priority(v.Text), l.desks, language)
	case ByChannel:
		return channelLabel(desk.Channel(v.Text)).In(language, "en")
	case ByField:
		return l.answer(l.groups[i], v.Text)
	}
	return l.names[v.By][v.ID]
}

// answer names an option by the first form that has it.
func (l *labels) answer(g Group, text string) string {
	for _, d := range l.desks {
		f := d.Policy.Form.Field(spelled(g.Key))
		if f == nil {
			continue
		}
		if path := f.Path(text); len(path) > 0 {
			if word := path[len(path)-1].Label.In(l.viewer.Language, d.Policy.Language); word != "" {
				return word
			}
		}
	}
	return text
}

func channelLabel(c desk.Channel) policy.Label {
	switch c {
	case desk.ChannelWeb:
		return policy.Label{"it": "Web", "es": "Web", "en": "Web"}
	case desk.ChannelMail:
		return policy.Label{"it": "E-mail", "es": "Correo", "en": "E-mail"}
	case desk.ChannelContactForm:
		return policy.Label{"it": "Modulo di contatto", "es": "Formulario de contacto", "en": "Contact form"}
	default:
		return policy.Label{"en": string(c)}
	}
}
