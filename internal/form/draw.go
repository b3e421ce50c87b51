package form

import (
	"cmp"
	"slices"

	"sportello/internal/policy"
)

// Facts are what a page knows of who fills in the form (M4.9).
type Facts struct {
	AccountEmail string
	AccountName  string // empty: the e-mail stands in
	TenantName   string
	TenantVAT    string
	People       int // how many the tenant can choose from (M1.5)
}

// propose is what a proposal stands for.
func (f Facts) propose(p policy.Proposal) string {
	switch p {
	case policy.AccountEmail:
		return f.AccountEmail
	case policy.AccountName:
		return cmp.Or(f.AccountName, f.AccountEmail)
	case policy.TenantName:
		return f.TenantName
	case policy.TenantVAT:
		return f.TenantVAT
	default:
		return ""
	}
}

// Drawn is a field as a page draws it. Field.When and Field.RequiredWhen are the page's to follow while it is filled in.
type Drawn struct {
	*policy.Field
	Length   policy.Length // of subject and description, too; zero of what is no text
	Proposed string        // filled in first, or shown; of the priority the desk's default
	Choices  []Choice      // in preorder: a branch, then what is under it
}

// Choice is an option that is offered.
type Choice struct {
	Path     []string // from the root to it
	Label    policy.Label
	Priority policy.Priority // that it sets; empty: none
	IsLeaf   bool            // can be chosen; else it opens those that follow it, one deeper (M0.1)
}

// Value is the option itself, without the way to it.
func (c Choice) Value() string { return c.Path[len(c.Path)-1] }

// Depth is how many options are above it.
func (c Choice) Depth() int { return len(c.Path) - 1 }

// Draw is the form for who asks: no field of persons where there is none (M1.5), nothing that is retired.
func Draw(p *policy.Policy, facts Facts) []Drawn {
	drawn := make([]Drawn, 0, len(p.Form.Fields))
	for _, f := range p.Form.Fields {
		if f.Key == policy.PersonKey && facts.People == 0 {
			continue
		}
		d := Drawn{Field: f, Length: f.Length, Proposed: facts.propose(f.Propose), Choices: choices(nil, nil, f.Options)}
		switch f.Key {
		case policy.SubjectKey:
			d.Length = p.Text.Subject
		case policy.DescriptionKey:
			d.Length = p.Text.Message
		case policy.PriorityKey:
			d.Proposed, d.Choices = string(p.Priority.Default), priorities(p)
		}
		drawn = append(drawn, d)
	}
	return drawn
}

// choices adds the options that are offered, and those under them.
func choices(drawn []Choice, above []string, options []*policy.Option) []Choice {
	for _, o := range options {
		if !o.Offered() {
			continue
		}
		path := append(slices.Clip(slices.Clone(above)), o.Value)
		drawn = append(drawn, Choice{Path: path, Label: o.Label, Priority: o.Priority, IsLeaf: o.IsLeaf()})
		drawn = choices(drawn, path, o.Options)
	}
	return drawn
}

func priorities(p *policy.Policy) []Choice {
	used := p.UsedPriorities()
	drawn := make([]Choice, len(used))
	for i, x := range used {
		drawn[i] = Choice{Path: []string{string(x)}, Label: p.Priorities[x], Priority: x, IsLeaf: true}
	}
	return drawn
}
