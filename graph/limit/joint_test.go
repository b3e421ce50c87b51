package limit_test

import (
	"testing"
	"time"

	"sportello/graph/limit"
)

func joint(t *testing.T) limit.Joint {
	t.Helper()
	buckets := func(capacity int) *limit.Buckets {
		b, err := limit.NewBuckets(limit.BucketConfig{
			Capacity: capacity, PerSecond: 1, Accounts: 10, Now: func() time.Time { return time.Unix(0, 0) },
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	return limit.Joint{Own: buckets(100), Shared: buckets(150)}
}

// Two users of a tenant draw on their own accounts and on the tenant's; who can't pay from both pays from neither.
func TestJointAccountsAllPayOrNone(t *testing.T) {
	j := joint(t)
	ada, bea := limit.JointKey("user ada", "tenant t"), limit.JointKey("user bea", "tenant t", "tenant other")
	if balance, ok := j.Charge(ada, 90); !ok || balance.Remaining != 10 {
		t.Fatalf("ada: %+v, %t", balance, ok)
	}
	if balance, ok := j.Charge(bea, 70); ok || balance.Remaining != 60 || balance.Wait != 10*time.Second {
		t.Fatalf("bea is refused by the tenant's account: %+v, %t", balance, ok)
	}
	if balance, ok := j.Charge(bea, 60); !ok || balance.Remaining != 0 || balance.Limit != 150 {
		t.Fatalf("nothing was taken by the refusal: %+v, %t", balance, ok)
	}
	if balance := j.Refund(bea, 60); balance.Remaining != 60 {
		t.Fatalf("refunded: %+v", balance)
	}
	if balance, ok := j.Charge(limit.JointKey("user cleo"), 100); !ok || balance.Remaining != 0 {
		t.Fatalf("who shares nothing: %+v, %t", balance, ok)
	}
	if _, ok := j.Charge(ada, 11); ok {
		t.Fatal("ada's own account paid more than it held")
	}
}
