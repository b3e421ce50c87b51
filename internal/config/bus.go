package config

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
)

// Bus is how processes hear of each other: local, or nats://….
type Bus string

// NATS reports whether processes meet on NATS.
func (b Bus) NATS() bool { return b != "local" }

// Masked is the bus without passwords.
func (b Bus) Masked() string {
	servers := strings.Split(string(b), ",")
	for i, server := range servers {
		before, address, secret := strings.Cut(server, "@") // not by the parser: it may be one that cannot be read
		if !secret {
			continue
		}
		scheme, _, _ := strings.Cut(before, "://")
		servers[i] = scheme + "://" + mask + "@" + address[strings.LastIndex(address, "@")+1:]
	}
	return strings.Join(servers, ",")
}

func (b Bus) validate() error {
	if !b.NATS() {
		return nil
	}
	for server := range strings.SplitSeq(string(b), ",") {
		u, err := url.Parse(server)
		if err != nil || (u.Scheme != "nats" && u.Scheme != "tls") || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
			return errors.New("write local, or nats://HOST:PORT (tls:// for TLS), several with commas between them")
		}
	}
	return nil
}

func checkBusPrefix(word string) error {
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(word) {
		return errors.New("write letters, digits, - and _, 64 at most")
	}
	return nil
}
