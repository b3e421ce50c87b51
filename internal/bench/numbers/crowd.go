package numbers

import (
	"cmp"
	"context"
	"io"

	"sportello/internal/bench/beside"
)

// crowd measures what many who ask for statistics do to lists.
func (o Options) crowd(ctx context.Context, out io.Writer) error {
	asked := questions(o.Now)
	return beside.Crowd{
		Size: cmp.Or(o.Crowd, 20), Who: "who ask",
		Ask: func(ctx context.Context, who, n int) error {
			q := asked[(who+n)%len(asked)].asked
			q.First = 1000
			_, err := o.Engine.Ask(ctx, o.Viewer, q)
			return err
		},
		List: beside.Lists(o.Desk, o.Viewer),
	}.Measure(ctx, out)
}
