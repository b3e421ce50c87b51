// Package bench measures a running server against the floor (package floor): the same rows, the same bytes of answer,
// the same machine, in turns, so that what disturbs one disturbs the other. What counts are the ratios.
//
// It speaks to both as any client would and starts neither. It must not know of the server's inside.
package bench
