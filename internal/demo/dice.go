package demo

import (
	"math/rand/v2"
	"time"
)

// dice are all that is left to chance, from one seed.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice {
	const stream = 0x5eed // any constant
	return dice{rand.New(rand.NewPCG(seed, stream))}
}

// chance is true in so many of a hundred cases.
func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// between is a number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// wait is a span that is short mostly and long at times, around a mean, never nothing.
func (d dice) wait(mean time.Duration) time.Duration {
	return time.Minute + time.Duration(d.ExpFloat64()*float64(mean))
}

// pick takes one of several.
func pick[T any](d dice, some []T) T { return some[d.IntN(len(some))] }
