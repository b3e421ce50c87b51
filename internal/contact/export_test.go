package contact

// Proved is proved, for tests.
func Proved(value, proof string, effort int) bool { return proved(value, proof, effort) }
