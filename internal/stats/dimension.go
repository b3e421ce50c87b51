package stats

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"sportello/internal/policy"
)

// Dimension is what tickets are grouped by.
type Dimension string

// The dimensions. All but the last are of the ticket as it is now.
const (
	ByStatus     Dimension = "STATUS"
	ByPriority   Dimension = "PRIORITY"
	ByChannel    Dimension = "CHANNEL"
	ByDesk       Dimension = "DESK"
	ByTenant     Dimension = "TENANT"
	ByAssignee   Dimension = "ASSIGNEE"
	ByField      Dimension = "FIELD"
	ByHourOfWeek Dimension = "HOUR_OF_WEEK" // of what is counted
)

// Group is a dimension, with what it needs to know.
type Group struct {
	By    Dimension
	Key   string // of a field of the form
	Depth int    // of its tree; 0: the leaves
}

// Value is where a ticket stands in a dimension. The zero one but for its dimension: nowhere.
type Value struct {
	By   Dimension
	ID   int64  // of a desk, tenant or user
	Text string // a word of a closed set, or an answer
	Hour int    // of the week, from Monday 0:00 on
	None bool   // unassigned, not answered, or not to be known

	Label string // in the viewer's words
}

// axis is a dimension on its way from columns to the codes of groups.
type axis struct {
	values []Value // by code
	// codes writes the codes of the rows from one on.
	codes func(c *chunk, from int, to []uint32)
}

// axisOf makes the axis of a group; false: answers to the field are not held.
func (r *reading) axisOf(g Group) (axis, bool) {
	switch g.By {
	case ByStatus:
		return byteAxis(ByStatus, policy.Statuses(), statusOf), true
	case ByPriority:
		return byteAxis(ByPriority, policy.Priorities(), priorityOf), true
	case ByChannel:
		return byteAxis(ByChannel, channels(), channelOf), true
	case ByDesk:
		return r.deskAxis(), true
	case ByTenant:
		return r.tenantAxis(), true
	case ByAssignee:
		return r.assigneeAxis(), true
	default:
		return r.fieldAxis(g)
	}
}

func byteAxis[T ~string](by Dimension, set []T, of column8) axis {
	values := make([]Value, codes)
	for code := range values {
		values[code] = Value{By: by, Text: string(wordOf(set, uint8(code)))}
		values[code].None = values[code].Text == ""
	}
	return axis{values, func(c *chunk, from int, to []uint32) {
		for i, code := range of(c)[from : from+len(to)] {
			to[i] = uint32(code)
		}
	}}
}

// lookup makes codes of those of a column.
func lookup(of column32, table []uint32) func(*chunk, int, []uint32) {
	return func(c *chunk, from int, to []uint32) {
		for i, code := range of(c)[from : from+len(to)] {
			to[i] = table[code]
		}
	}
}

func (r *reading) deskAxis() axis {
	values, codes, table := []Value{{By: ByDesk, None: true}}, map[int64]uint32{}, make([]uint32, len(r.places))
	for code, p := range r.places {
		if code == 0 {
			continue
		}
		if codes[p.desk] == 0 {
			codes[p.desk] = uint32(len(values))
			values = append(values, Value{By: ByDesk, ID: p.desk})
		}
		table[code] = codes[p.desk]
	}
	return axis{values, lookup(tenantOf, table)}
}

func (r *reading) tenantAxis() axis {
	values := make([]Value, len(r.places))
	for code, p := range r.places {
		values[code] = Value{By: ByTenant, ID: p.tenant, None: code == 0}
	}
	return axis{values, func(c *chunk, from int, to []uint32) { copy(to, c.tenant[from:]) }}
}

// assigneeAxis shows nobody of a desk that hides its staff from the viewer (M2.7).
func (r *reading) assigneeAxis() axis {
	users := r.engine.users.all()
	values := make([]Value, len(users))
	for code, id := range users {
		values[code] = Value{By: ByAssignee, ID: id, None: code == 0}
	}
	hidden := make([]uint32, len(r.places)) // all ones where somebody may be shown
	for code, p := range r.places {
		if r.shows[p.desk] {
			hidden[code] = ^uint32(0)
		}
	}
	return axis{values, func(c *chunk, from int, to []uint32) {
		tenants := c.tenant[from : from+len(to)]
		for i, code := range c.assignee[from : from+len(to)] {
			to[i] = code & hidden[tenants[i]]
		}
	}}
}

// fieldAxis has an answer for each code, paths cut at the depth.
func (r *reading) fieldAxis(g Group) (axis, bool) {
	held, known := r.engine.forms.of(spelled(g.Key))
	if !known {
		return axis{}, false
	}
	values, codes, table := []Value{{By: ByField, None: true}}, map[string]uint32{}, make([]uint32, len(held.values))
	for code, value := range held.values {
		if code == 0 {
			continue
		}
		if steps := strings.Split(value, policy.PathSeparator); g.Depth > 0 && len(steps) > g.Depth {
			value = strings.Join(steps[:g.Depth], policy.PathSeparator)
		}
		if codes[value] == 0 {
			codes[value] = uint32(len(values))
			values = append(values, Value{By: ByField, Text: value})
		}
		table[code] = codes[value]
	}
	slots := make([]int, len(r.places))
	for code, p := range r.places {
		slot, there := held.slots[p.desk]
		if slots[code] = -1; there {
			slots[code] = slot
		}
	}
	return axis{values, func(c *chunk, from int, to []uint32) {
		for i, tenant := range c.tenant[from : from+len(to)] {
			if slot := slots[tenant]; slot >= 0 && slot < len(c.answers) && c.answers[slot] != nil {
				to[i] = table[c.answers[slot][from+i]]
			} else {
				to[i] = 0
			}
		}
	}}, true
}

// compareValues puts values of one dimension into their order: closed sets in theirs, all else by id or text, none last.
func compareValues(a, b Value) int {
	if a.None != b.None {
		if a.None {
			return 1
		}
		return -1
	}
	switch a.By {
	case ByStatus:
		return cmp.Compare(statusCode(policy.Status(a.Text)), statusCode(policy.Status(b.Text)))
	case ByPriority:
		return cmp.Compare(priorityCode(policy.Priority(a.Text)), priorityCode(policy.Priority(b.Text)))
	case ByChannel:
		return cmp.Compare(channelCode(a.Text), channelCode(b.Text))
	}
	return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Text, b.Text))
}

// String is a value as keys of groups are written.
func (v Value) String() string {
	switch {
	case v.None:
		return ""
	case v.By == ByHourOfWeek:
		return strconv.Itoa(v.Hour)
	case v.ID != 0:
		return strconv.FormatInt(v.ID, 10)
	}
	return v.Text
}

func compareGroups(a, b []Value) int { return slices.CompareFunc(a, b, compareValues) }
