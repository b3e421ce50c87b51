package store_test

import (
	"context"
	"testing"

	"sportello/internal/desktest"
)

func TestOpen(t *testing.T) {
	s := desktest.NewStore(t)
	if err := s.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
}
