package bench

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// As many values lie below the median as above it, and a percentile is one of the values with so many below it.
func TestMedianAndPercentile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 50).Draw(t, "values")
		m := median(values)
		var below, above int
		times := make([]time.Duration, len(values))
		for i, v := range values {
			times[i] = time.Duration(v)
			if v < m {
				below++
			}
			if v > m {
				above++
			}
		}
		if below > len(values)/2 || above > len(values)/2 {
			t.Fatalf("%v is not in the middle of %v", m, values)
		}
		slices.Sort(times)
		of := rapid.IntRange(1, 99).Draw(t, "of")
		p := percentile(times, of)
		if at := slices.Index(times, p); at < 0 || at*100 > of*len(times) {
			t.Fatalf("percentile %d of %v is %v", of, times, p)
		}
	})
}

// The same machine at the same moment: a ratio is taken within a round, and the middle one counts.
func TestRatioIsOfRounds(t *testing.T) {
	round := func(perSecond float64) sample {
		return sample{perSecond: perSecond, times: []time.Duration{time.Millisecond}, bytes: 7}
	}
	row := newRow(List, 1, [sides][]sample{
		theFloor:  {round(100), round(10), round(1000)},
		theServer: {round(50), round(8), round(600)},
	})
	if row.Ratio != 0.6 || row.Floor.PerSecond != 100 || row.Server.PerSecond != 50 || row.Server.Bytes != 7 {
		t.Errorf("%+v", row)
	}
}
