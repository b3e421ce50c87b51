package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// write makes one random mutation after the other until there are enough.
func (c *chaos) write(dice *rand.Rand, writer int) {
	for n := 0; c.left.Add(-1) >= 0; n++ {
		c.mutate(dice, fmt.Sprintf("writer %d, mutation %d", writer, n))
	}
}

// mutate makes one mutation, sent again to either server until one answers. What the rules refuse has not happened.
func (c *chaos) mutate(dice *rand.Rand, name string) {
	u := c.people[dice.IntN(len(c.people))]
	if dice.IntN(3) > 0 {
		u = c.agent
	}
	mutation, input := "replyToTicket", vars{"ticket": c.some(dice), "clientMutationId": name}
	switch dice.IntN(12) {
	case 0:
		mutation = "takeTicket"
	case 1:
		mutation, input["priority"] = "changePriority", []string{"LOW", "NORMAL", "HIGH", "URGENT"}[dice.IntN(4)]
	case 2:
		mutation = "resolveTicket"
	case 3:
		mutation = "assignTicket"
		if dice.IntN(2) == 0 {
			input["assignee"] = c.agent.id
		}
	case 4:
		mutation = "reopenTicket"
	case 5, 6:
		mutation, input["text"] = "addNote", name
	case 7:
		mutation, u = "openTicket", c.people[dice.IntN(3)] // a customer
		input = vars{"subject": "Opened by " + name, "description": "In the middle of it.", "clientMutationId": name, "fields": u.form}
	default:
		input["text"] = name
	}
	for {
		answered, err := c.send(u, c.url(dice), mutation, input)
		if err == nil {
			c.note(mutation, input, answered)
			return
		}
		if c.t.Context().Err() != nil {
			return
		}
		pause(c.t.Context(), 20*time.Millisecond)
	}
}

// mutated is what a mutation answers.
type mutated struct {
	Did *struct {
		Ticket   *struct{ ID string }
		FollowUp bool
		Errors   []userError
	}
}

// note remembers what was acknowledged.
func (c *chaos) note(mutation string, input vars, answered *mutated) {
	if answered.Did == nil || len(answered.Did.Errors) > 0 || answered.Did.Ticket == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id := answered.Did.Ticket.ID
	switch text, _ := input["text"].(string); {
	case mutation == "openTicket":
		c.tickets = append(c.tickets, id)
	case text != "" && id == input["ticket"]: // not where a reply has opened a ticket that follows
		c.acked[id] = append(c.acked[id], text)
	}
}

// send makes a mutation at one of the servers. An error says that it was not answered, or not for good.
func (c *chaos) send(u *user, url, mutation string, input vars) (*mutated, error) {
	kind := strings.ToUpper(mutation[:1]) + mutation[1:] + "Input"
	selection := "ticket { id } errors { code field message }"
	var got mutated
	err := c.query(u, url, fmt.Sprintf("mutation($input: %s!) { did: %s(input: $input) { %s } }", kind, mutation, selection), vars{"input": input}, &got)
	return &got, err
}

// query asks one of the servers.
func (c *chaos) query(u *user, url, text string, variables vars, into any) error {
	body, err := json.Marshal(vars{"query": text, "variables": variables})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.t.Context(), 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+u.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var got struct {
		Data   json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(said, &got); err != nil {
		return fmt.Errorf("%d %s: %w", response.StatusCode, said, err)
	}
	for _, e := range got.Errors {
		switch e.Extensions.Code {
		case "INTERNAL", "TIMEOUT", "RATE_LIMITED": // for now
			return fmt.Errorf("%s: %s", e.Extensions.Code, e.Message)
		case "FORBIDDEN", "NOT_FOUND", "STAFF_ONLY": // by a rule, for good
		default:
			c.t.Errorf("%s %v: %s", text, variables, said)
		}
	}
	if len(got.Errors) > 0 {
		return nil
	}
	return json.Unmarshal(got.Data, into)
}

// pause waits a little for what nothing announces.
func pause(ctx context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-ctx.Done()
}
