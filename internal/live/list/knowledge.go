package list

// knowledge is what a topic knows of which tickets are in its list, so that it can tell who enters from who stays, and need
// not tell of those that were never there.
type knowledge struct {
	all     bool               // whoever is not a member is known to be outside
	members map[int64]struct{} // that are known
	outside map[int64]seen     // known to be outside, as far as it was looked
	sure    int64              // changes up to here may have been committed before all was read
}

// seen is how far a ticket's timeline was when it was found outside, or later, and the place at which that was.
type seen struct{ seq, pos int64 }

func newKnowledge(members map[int64]struct{}, all bool, sure int64) knowledge {
	if !all {
		members = map[int64]struct{}{}
	}
	return knowledge{all: all, members: members, outside: map[int64]seen{}, sure: sure}
}

// learn takes where a ticket was found, and answers what is to be told. Where nothing happened that the list's viewers may
// know of, they are told only of a ticket that surely entered or left, since they would find that, too.
func (k *knowledge) learn(id int64, one *touched, in bool, seq int64) (Kind, bool) {
	_, wasIn := k.members[id]
	out, wasOut := k.outside[id]
	outside := wasOut || k.all && !wasIn
	if in {
		k.members[id] = struct{}{}
		delete(k.outside, id)
		if outside {
			return Added, true
		}
		return Updated, one.told
	}
	delete(k.members, id)
	k.outside[id] = seen{seq, one.newest.Pos}
	switch {
	case wasIn:
		return Removed, true
	case outside && k.never(one, out, seq):
		return "", false
	}
	return Removed, one.told
}

// never reports whether a ticket that was outside and is outside was not inside in between, where some client could have
// seen it: then a single change lies between the two looks, which neither of them has seen only in part. It is the only one
// in the batch, it came after the first look, and nothing has come after it at the second.
func (k *knowledge) never(one *touched, before seen, seq int64) bool {
	return one.changes == 1 && one.newest.Seq > before.seq && one.newest.Seq == seq && one.newest.Pos > k.sure
}

// remembered is how many places it takes until every change that a look may have seen has its place.
const remembered = 10_000

// forget lets go of looks so old that all changes that they may have seen have been met.
func (k *knowledge) forget(pos int64) {
	const many = 1_000
	if len(k.outside) < many {
		return
	}
	for id, s := range k.outside {
		if s.pos+remembered < pos {
			delete(k.outside, id)
		}
	}
}
