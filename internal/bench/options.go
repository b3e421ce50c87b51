package bench

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// The works that are measured.
const (
	List         = "list"          // 50 tickets of a desk with people, counts and the last message, by staff
	CustomerList = "customer-list" // the same by a customer; only when asked for
	Detail       = "detail"        // a ticket with 30 messages, authors and attachments, by staff
	Reply        = "reply"         // an answer by staff
	Push         = "push"          // from the reply to its receipt by every follower of the ticket
)

// Targets is whom to ask for what. Ids are global ones. Both servers answer on one desk of one database.
type Targets struct {
	Server string // URL of the GraphQL endpoint: http://127.0.0.1:8080/graphql
	Floor  string // URL of a floor.Server, without a path
	Desk   string

	Staff    string // token of an agent of the desk
	Customer string // token of a customer who sees all of one tenant; needed by CustomerList alone

	// Read are tickets with about 30 messages, Reply others that are open. Replies make tickets grow, so they stand
	// apart; as many as Concurrency's largest, at least, or replies wait for each other.
	Read, Reply []string
	// Push are two open tickets: the server's followers follow the first, the floor's the second.
	Push [2]string
	// Followers are tokens of who follows, in turn. A server lets one user have a few sockets only (20 unless set
	// otherwise), so give as many as it takes. None: Staff alone.
	Followers []string
}

// Options say what to measure. Zero values take the defaults told with each, with which a run takes a minute and a half.
type Options struct {
	Targets     Targets
	Works       []string      // all but CustomerList
	Concurrency []int         // requests at once; 1 and 32
	Rounds      int           // of each side; 5
	Duration    time.Duration // of a round of one side; 1.2 s
	Warmup      time.Duration // of each side before the rounds; 500 ms
	Sockets     int           // that follow the ticket of Push; 200
	Pushes      int           // of each side; 30
	Limit       time.Duration // after which the run is broken off; 3 minutes
}

func (o Options) withDefaults() Options {
	if len(o.Works) == 0 {
		o.Works = []string{List, Detail, Reply, Push}
	}
	if len(o.Concurrency) == 0 {
		o.Concurrency = []int{1, 32}
	}
	if len(o.Targets.Followers) == 0 {
		o.Targets.Followers = []string{o.Targets.Staff}
	}
	o.Rounds = cmp.Or(o.Rounds, 5)
	o.Duration = cmp.Or(o.Duration, 1200*time.Millisecond)
	o.Warmup = cmp.Or(o.Warmup, 500*time.Millisecond)
	o.Sockets = cmp.Or(o.Sockets, 200)
	o.Pushes = cmp.Or(o.Pushes, 30)
	o.Limit = cmp.Or(o.Limit, 3*time.Minute)
	return o
}

var errTargets = errors.New("bench: targets are missing")

// check says what cannot be measured with these options.
func (o Options) check() error {
	t := o.Targets
	if t.Server == "" || t.Floor == "" || t.Desk == "" || t.Staff == "" {
		return fmt.Errorf("%w: server, floor, desk and staff", errTargets)
	}
	if o.Rounds < 0 || o.Duration < 0 || o.Sockets < 0 || o.Pushes < 0 || slices.Min(o.Concurrency) < 1 {
		return errors.New("bench: rounds, durations and counts are to be positive")
	}
	for _, work := range o.Works {
		if err := o.checkWork(work); err != nil {
			return err
		}
	}
	return nil
}

func (o Options) checkWork(work string) error {
	t, missing := o.Targets, false
	switch work {
	case List:
	case CustomerList:
		missing = t.Customer == ""
	case Detail:
		missing = len(t.Read) == 0
	case Reply:
		missing = len(t.Reply) == 0
	case Push:
		missing = t.Push[0] == "" || t.Push[1] == "" || t.Push[0] == t.Push[1]
	default:
		return fmt.Errorf("bench: no work is called %q", work)
	}
	if missing {
		return fmt.Errorf("%w: for %s", errTargets, work)
	}
	return nil
}
