package main

import (
	"context"
	"net/netip"

	"sportello/internal/account"
	"sportello/internal/bench/beside"
	"sportello/internal/demo"
	"sportello/internal/desk"
)

// signIn measures what fifty who sign in at once, again and again, do to whoever reads lists.
func (c *benchCommand) signIn(ctx context.Context, p *program, h *house, made *demo.Summary) error {
	v, err := h.everywhere(ctx)
	if err != nil {
		return err
	}
	var addresses []string
	for _, d := range made.Desks {
		for _, s := range d.SignIns {
			addresses = append(addresses, s.Email)
		}
	}
	return beside.Crowd{
		Size: 50, Who: "who sign in",
		Ask: func(ctx context.Context, who, n int) error {
			_, err := h.account.SignIn(ctx, account.SignInInput{
				Email: addresses[(who+n)%len(addresses)], Password: demo.Password,
				Caller: account.Caller{Addr: netip.AddrFrom4([4]byte{10, byte(who), byte(n >> 8), byte(n)})},
			})
			return err
		},
		List: func(ctx context.Context) error {
			_, err := h.desk.Tickets(ctx, v, desk.TicketQuery{
				Order: []desk.TicketOrder{{Field: desk.ByUpdatedAt, Desc: true}}, Page: desk.Page{First: new(50)}, Parts: desk.WithRequester | desk.WithAssignee,
			})
			return err
		},
	}.Measure(ctx, p.out)
}
