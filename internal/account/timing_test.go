package account

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/problem"
)

// Whether somebody has an address can't be told by the time of an answer (M1.3): neither by signing in, nor by asking for a new
// password. Both sides take turns in random order. The statistic is that of Mann and Whitney as a probability: how likely a
// try of the one side takes longer than one of the other. It is 1/2 where nothing can be told, with a standard deviation of
// √((n+m+1)/(12nm)) that knows nothing of how times are spread; the test allows four of them, which chance exceeds once in 16,000 runs.
//
// SPORTELLO_TEST_TRIES=1000 says how many tries of each side.
func TestTimeTellsNoAddress(t *testing.T) {
	const users = 20
	tries := 80
	if text := os.Getenv("SPORTELLO_TEST_TRIES"); text != "" {
		var err error
		if tries, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	// So cheap a hash hides no statement.
	c := open(t, func(config *Config) { config.Argon2 = Argon2{Memory: 4 << 10, Time: 1, Threads: 1, Concurrent: 2} })
	desk := c.desk("studio")
	tenant := c.tenant(desk)
	for n := range users {
		id := c.user(fmt.Sprintf("known%d@example.com", n))
		if n%2 == 0 { // half are customers, half nowhere
			c.member(id, desk, tenant, string(access.TenantRequester))
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, way := range []struct {
		name string
		try  func(address string, from netip.Addr) error
		want problem.Code
	}{
		{"a wrong password", func(address string, from netip.Addr) error {
			_, err := c.SignIn(t.Context(), SignInInput{Email: address, Password: "staple battery horse", Caller: Caller{Addr: from}})
			return err
		}, problem.InvalidCredentials},
		{"a forgotten password", func(address string, from netip.Addr) error {
			return c.RequestPasswordReset(t.Context(), address, Caller{Addr: from})
		}, ""},
	} {
		var took [2][]time.Duration // of addresses that somebody has, and that nobody has
		for n := range 2*tries + 20 {
			side := rand.IntN(2)
			if len(took[side]) == tries+10 {
				side = 1 - side
			}
			address := fmt.Sprintf("%s%d@example.com", [2]string{"known", "other"}[side], rand.IntN(users))
			c.clock.advance(time.Hour) // so that nobody has to wait
			began := time.Now()
			err := way.try(address, netip.AddrFrom4([4]byte{10, byte(n >> 8), byte(n), 1}))
			took[side] = append(took[side], time.Since(began))
			if way.want != "" && !problem.Is(err, way.want) || way.want == "" && err != nil {
				t.Fatalf("%s of %s: %v", way.name, address, err)
			}
		}
		known, other := took[0][10:], took[1][10:] // the first ones warm up
		longer := chance(known, other)
		allowed := 4 * math.Sqrt(float64(len(known)+len(other)+1)/float64(12*len(known)*len(other)))
		t.Logf("%s, %d and %d tries on %s: a known address takes longer with a chance of %.3f, %.3f allowed; medians %v and %v",
			way.name, len(known), len(other), c.store.Dialect(), longer, allowed, median(known), median(other))
		if math.Abs(longer-0.5) > allowed {
			t.Errorf("%s tells by its time whether somebody has the address: with a chance of %.3f it takes longer", way.name, longer)
		}
	}
}

// chance is how likely one of a is greater than one of b: Mann and Whitney's U over all pairs, ties by half.
func chance(a, b []time.Duration) float64 {
	wins := 0.0
	for _, x := range a {
		for _, y := range b {
			wins += float64(1+cmp.Compare(x, y)) / 2
		}
	}
	return wins / float64(len(a)*len(b))
}

func median(of []time.Duration) time.Duration { return slices.Sorted(slices.Values(of))[len(of)/2] }
