package acceptance

import "time"

// listsWhatTheManualLists of two tickets that were opened an hour ago: M2.4, subject, status, priority, category, created, last reply; M2.5, each message with its time.
func (o *office) listsWhatTheManualLists(answered, silent *ticket) {
	o.t.Helper()
	type row struct {
		Subject, StatusLabel, PriorityLabel string
		CreatedAt                           time.Time
		LastReplyAt                         *time.Time
		Fields                              []fieldValue
	}
	var got struct{ Tickets struct{ Nodes []row } }
	o.customer.ask(`{ tickets { nodes { subject statusLabel priorityLabel createdAt lastReplyAt fields(keys: ["category"]) { valueLabel } } } }`, nil, &got)
	rows := got.Tickets.Nodes
	if len(rows) != 2 || rows[0].Subject != silent.Subject || rows[1].Subject != answered.Subject {
		o.t.Fatalf("M2.4: %+v", rows)
	}
	now := o.now(o.tell())
	opened := now.Add(-time.Hour)
	for _, r := range rows {
		near(o.t, "M2.4: created", &r.CreatedAt, opened)
		if len(r.Fields) != 1 || r.Fields[0].ValueLabel != "Tecnico" {
			o.t.Errorf("M2.4: the category of %q: %+v", r.Subject, r.Fields)
		}
	}
	if r := rows[0]; r.LastReplyAt != nil || r.StatusLabel != "Aperto" || r.PriorityLabel != "Urgente" {
		o.t.Errorf("M2.4: %+v", r)
	}
	near(o.t, "M2.4: last reply", rows[1].LastReplyAt, now)
	o.customer.sees(vars{"status": vars{"eq": "OPEN"}}, silent.Subject)
	o.customer.sees(vars{"status": vars{"eq": "IN_PROGRESS"}}, answered.Subject)

	type said struct{ CreatedAt time.Time }
	detail := asked[struct{ Messages struct{ Nodes []said } }](o.customer, answered.ID, "messages { nodes { createdAt } }")
	for i, m := range detail.Messages.Nodes {
		want := now
		if i == 0 {
			want = opened // the description
		}
		near(o.t, "M2.5: date and time", &m.CreatedAt, want)
	}
}

// promisesWorkingHours: M2.9, an answer within 24 to 48 working hours, of which a day has eight; the urgent ones sooner.
func (o *office) promisesWorkingHours(normal, urgent *ticket) {
	o.t.Helper()
	opened := o.now(o.tell())
	if s := o.customer.promised(normal.ID).stands(o.t, "FIRST_RESPONSE", "RUNNING"); s.Count != "WORKING" || s.WithinSeconds != 48*3600 ||
		s.DueAt == nil || s.DueAt.Sub(opened) < 7*day {
		o.t.Errorf("M2.9: %+v", s)
	}
	if s := o.agent.promised(urgent.ID).stands(o.t, "FIRST_RESPONSE", "RUNNING"); s.WithinSeconds != 8*3600 {
		o.t.Errorf("M2.9: the urgent one: %+v", s)
	}
	if queue := o.agent.list(nil, vars{"field": "QUEUE", "direction": "ASC"}); queue[0] != urgent.Subject || queue[1] != normal.Subject {
		o.t.Errorf("M2.9: the staff's queue: %q", queue)
	}
}

// reopensAfterMonths: M2.6, a reply reopens a closed ticket however old it is.
func (o *office) reopensAfterMonths(old *ticket) {
	o.t.Helper()
	o.agent.does("closeTicket", old)
	o.passes(200 * day)
	o.customer.stands(old.ID, "CLOSED", "Chiuso")
	reply := o.customer.does("replyToTicket", old, says("Dopo mesi succede di nuovo."))
	if reply.FollowUp == nil || *reply.FollowUp != "REOPENED" || reply.Ticket.ID != old.ID {
		o.t.Errorf("M2.6: %+v", reply)
	}
	o.customer.stands(old.ID, "OPEN", "Aperto")
}
