package limit

import "time"

// Budget is what callers may spend over time, one account per key.
// Implementations are safe for concurrent use.
type Budget interface {
	// Charge takes points from the key's account. When it holds too little
	// it takes nothing and answers false; the balance then says when enough
	// will be there.
	Charge(key string, points int) (Balance, bool)
	// Refund gives back points that were charged but not spent.
	Refund(key string, points int) Balance
}

// Balance is what an account holds after a charge or refund.
type Balance struct {
	Limit     int           // points a full account holds
	Remaining int           // points it holds now
	Reset     time.Duration // until it is full again
	Wait      time.Duration // until a refused charge would succeed; 0 when it was not refused
}
