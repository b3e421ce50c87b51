package main

import (
	"context"
	"net/netip"

	"sportello/internal/account"
	"sportello/internal/bench/beside"
	"sportello/internal/demo"
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
		List: beside.Lists(h.desk, v),
	}.Measure(ctx, p.out)
}
