package limit

import "strings"

// Joint is a [Budget] of callers who also draw on accounts that they share with others, such as a user on that of their
// tenant: each of them must be able to pay.
type Joint struct {
	Own, Shared Budget
}

// JointKey names a caller's own account and those that they share.
func JointKey(own string, shared ...string) string {
	return strings.Join(append([]string{own}, shared...), "\n")
}

// Charge implements [Budget] for a key of [JointKey]: all accounts pay, or none. The balance is that of the account that
// holds least, or that of the one that could not pay.
func (j Joint) Charge(key string, points int) (Balance, bool) {
	own, shared := split(key)
	least, ok := j.Own.Charge(own, points)
	if !ok {
		return least, false
	}
	for i, account := range shared {
		balance, ok := j.Shared.Charge(account, points)
		if !ok {
			j.Own.Refund(own, points)
			for _, paid := range shared[:i] {
				j.Shared.Refund(paid, points)
			}
			return balance, false
		}
		least = lesser(least, balance)
	}
	return least, true
}

// Refund implements [Budget].
func (j Joint) Refund(key string, points int) Balance {
	own, shared := split(key)
	least := j.Own.Refund(own, points)
	for _, account := range shared {
		least = lesser(least, j.Shared.Refund(account, points))
	}
	return least
}

func split(key string) (own string, shared []string) {
	accounts := strings.Split(key, "\n")
	return accounts[0], accounts[1:]
}

func lesser(a, b Balance) Balance {
	if b.Remaining < a.Remaining {
		return b
	}
	return a
}
