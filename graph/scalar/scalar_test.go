package scalar_test

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/graph/scalar"
	"sportello/internal/moment"
)

func TestTimeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Year 1 to 9999, but neither the zero Moment, which is null, nor the zero time, which becomes it.
		micros := rapid.Int64Range(-62135596799999999, 253402300799999999).Filter(func(n int64) bool { return n != 0 }).Draw(t, "micros")
		var out bytes.Buffer
		scalar.MarshalTime(moment.Moment(micros)).MarshalGQL(&out)
		text := out.String()
		back, err := scalar.UnmarshalTime(text[1 : len(text)-1])
		if err != nil || int64(back) != micros {
			t.Fatalf("%d became %s became %d, %v", micros, text, back, err)
		}
	})
}

func TestTimeForms(t *testing.T) {
	want := moment.Of(time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC))
	for _, text := range []string{"2026-11-22T08:30:00Z", "2026-11-22T09:30:00+01:00", "2026-11-22T08:30:00.000Z"} {
		if got, err := scalar.UnmarshalTime(text); err != nil || got != want {
			t.Errorf("UnmarshalTime(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, bad := range []any{nil, 7, "", "yesterday", "2026-11-22", "2026-11-22T25:00:00Z", "2026-13-01T00:00:00Z", "10000-01-01T00:00:00Z"} {
		if got, err := scalar.UnmarshalTime(bad); err == nil {
			t.Errorf("UnmarshalTime(%v) = %v, want an error", bad, got)
		}
	}
}

func TestZeroMomentIsNull(t *testing.T) {
	var out bytes.Buffer
	scalar.MarshalTime(0).MarshalGQL(&out)
	if out.String() != "null" {
		t.Fatalf("got %s", out.String())
	}
}
