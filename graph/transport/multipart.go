package transport

type pendingFile struct{}
