package store

import (
	"strings"
	"testing"
)

func TestCompare(t *testing.T) {
	need := []int64{1, 2, 3}
	for name, c := range map[string]struct {
		has   version
		state State // "" is accepted
		say   string
	}{
		"the same":                   {version{applied: []int64{1, 2, 3}}, "", ""},
		"empty":                      {version{}, Empty, `version 3 is needed: run "sportello migrate"`},
		"older":                      {version{applied: []int64{1, 2}}, Older, `has version 2 and 3 is needed: make a backup and run "sportello migrate"`},
		"newer":                      {version{applied: []int64{1, 2, 3, 4}}, Newer, "has version 4 and this program knows 3"},
		"a hole":                     {version{applied: []int64{1, 3}}, Dirty, "has 3, 3 is needed"},
		"of another program":         {version{applied: []int64{20240101}}, Dirty, "has 20240101, 3 is needed"},
		"broken off":                 {version{applied: []int64{1, 2}, underWay: true}, Dirty, "broke off"},
		"broken off at the start":    {version{underWay: true}, Dirty, "broke off"},
		"broken off after the last":  {version{applied: []int64{1, 2, 3}, underWay: true}, Dirty, "broke off"},
		"newer, but of another past": {version{applied: []int64{1, 2, 4, 5}}, Dirty, "restore the backup"},
	} {
		t.Run(name, func(t *testing.T) {
			refused := compare(c.has, need)
			if refused == nil {
				if c.state != "" {
					t.Errorf("accepted, want %s", c.state)
				}
				return
			}
			if refused.State != c.state || !strings.Contains(refused.Error(), c.say) {
				t.Errorf("got %s: %v; want %s: %s", refused.State, refused, c.state, c.say)
			}
		})
	}
}
