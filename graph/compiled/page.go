package compiled

import (
	"sportello/graph/view"
	"sportello/internal/desk"
)

func pageInfoFields() fields[*view.PageInfo] {
	return fields[*view.PageInfo]{
		"hasNextPage": plain(func(dst []byte, _ *answer, p *view.PageInfo) []byte { return appendBool(dst, p.HasNextPage) }),
		"hasPreviousPage": plain(func(dst []byte, _ *answer, p *view.PageInfo) []byte {
			return appendBool(dst, p.HasPreviousPage)
		}),
		"startCursor": plain(func(dst []byte, _ *answer, p *view.PageInfo) []byte {
			return appendOptionalString(dst, p.StartCursor)
		}),
		"endCursor": plain(func(dst []byte, _ *answer, p *view.PageInfo) []byte {
			return appendOptionalString(dst, p.EndCursor)
		}),
	}
}

// pageOf decodes coerced paging arguments.
func pageOf(arguments map[string]any) desk.Page {
	p := desk.Page{}
	p.First, _ = arguments["first"].(*int)
	p.Last, _ = arguments["last"].(*int)
	if after, _ := arguments["after"].(*string); after != nil {
		p.After = *after
	}
	if before, _ := arguments["before"].(*string); before != nil {
		p.Before = *before
	}
	return p
}
