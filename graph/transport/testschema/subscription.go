package testschema

import (
	"context"
	"errors"
	"strconv"
)

type subscriptions struct{ *Resolver }

// stream sends what next yields until it says stop or the client is gone.
func stream[T any](ctx context.Context, r *Resolver, next func() (event T, ok bool)) <-chan T {
	events := make(chan T)
	r.Streams.Add(1)
	go func() {
		defer r.Streams.Add(-1)
		defer close(events)
		for {
			event, ok := next()
			if !ok {
				return
			}
			select {
			case events <- event:
			case <-ctx.Done():
				return
			}
		}
	}()
	return events
}

func (s subscriptions) Countdown(ctx context.Context, from int) (<-chan int, error) {
	left := from + 1
	return stream(ctx, s.Resolver, func() (int, bool) {
		left--
		return left, left > 0
	}), nil
}

func (s subscriptions) Silence(ctx context.Context) (<-chan int, error) {
	return stream(ctx, s.Resolver, func() (int, bool) {
		<-ctx.Done()
		return 0, false
	}), nil
}

func (subscriptions) Refused(context.Context) (<-chan int, error) { return nil, errRefused() }

func (s subscriptions) Ticks(ctx context.Context, events int) (<-chan *Tick, error) {
	number := 0
	return stream(ctx, s.Resolver, func() (*Tick, bool) {
		number++
		return &Tick{number}, number <= events
	}), nil
}

func (subscriptions) Panicking(context.Context) (<-chan *int, error) {
	panic("secret: out of cheese")
}

func (s subscriptions) Resumable(ctx context.Context) (<-chan int, error) {
	number := 0
	if s.Last != nil && s.Last(ctx) != "" {
		var err error
		if number, err = strconv.Atoi(s.Last(ctx)); err != nil {
			return nil, errRefused()
		}
	}
	return stream(ctx, s.Resolver, func() (int, bool) {
		number++
		return number, number <= 5
	}), nil
}

type ticks struct{}

func (ticks) Mark(_ context.Context, tick *Tick) (*string, error) {
	if tick.Number%2 == 1 {
		return nil, errors.New("secret: an odd one")
	}
	mark := "even"
	return &mark, nil
}

func (ticks) Crash(_ context.Context, tick *Tick) (*string, error) {
	if tick.Number%2 == 1 {
		panic("secret: an odd one")
	}
	return nil, nil
}
