package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// validate tells all faults of the values in force.
func (all Settings) validate(cfg *Config) (faults []error) {
	wrong := map[string]error{
		"listen":     checkListen(cfg.Listen),
		"public-url": checkPublicURL(cfg.PublicURL),
		"origins":    checkOrigins(cfg.Origins),
		"proxies":    checkProxies(cfg.Proxies),
		"data":       checkNotEmpty(cfg.Data),
		"database":   cfg.Database.validate(),
		"blobs":      checkBlobs(cfg.Blobs),
		"bus":        cfg.Bus.validate(),
		"bus-prefix": checkBusPrefix(cfg.BusPrefix),

		"account-url":         checkAccountURL(cfg.AccountURL),
		"mail-smarthost":      cfg.Mail.Smarthost.validate(),
		"mail-ticket-url":     checkPattern(cfg.Mail.TicketURL),
		"mail-new-ticket-url": checkPattern(cfg.Mail.NewURL),
		"mail-domain":         checkMailDomain(cfg.Mail.Domain),
		"mail-keys":           cfg.Mail.Keys.validate(),
	}
	if cfg.Limits.DefaultPage > cfg.Limits.Page {
		wrong["limits-default-page"] = errors.New("write at most what limits-page says")
	}
	if cfg.Session.Remembered < cfg.Session.Lifetime {
		wrong["session-remembered"] = errors.New("write at least what session-lifetime says")
	}
	if cfg.Cost.Operation > cfg.Cost.Bucket || cfg.Cost.Operation > cfg.Cost.TenantBucket {
		wrong["cost-operation"] = errors.New("write at most what cost-bucket and cost-tenant-bucket say, or no caller can ever pay it")
	}
	for _, s := range all {
		mend := s.checkAllowed()
		if mend == nil {
			mend = wrong[s.Name]
		}
		if mend != nil {
			faults = append(faults, s.fault(mend))
		}
	}
	return faults
}

// checkAccountURL wants a page for each {page}, with the fragment left to the token.
func checkAccountURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(strings.ReplaceAll(text, "{page}", "password"))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Contains(text, "#") || !strings.Contains(text, "{page}") {
		return errors.New("write an address with {page} in it and no #, such as https://desk.example.com/account/{page}")
	}
	return nil
}

func checkListen(address string) error {
	_, port, err := net.SplitHostPort(address)
	if n, errPort := strconv.ParseUint(port, 10, 16); err != nil || errPort != nil || n > 65535 {
		return errors.New("write HOST:PORT, such as 127.0.0.1:8080 or :8080")
	}
	return nil
}

func checkPublicURL(text string) error {
	if u, err := url.Parse(text); err != nil || !webOrigin(u) {
		return errors.New("write the server's origin, such as https://desk.example.com")
	}
	return nil
}

func checkOrigins(origins []string) error {
	for _, origin := range origins {
		if u, err := url.Parse(origin); err != nil || !webOrigin(u) {
			return errors.New("write origins without a path, such as https://desk.example.com, with commas between them")
		}
	}
	return nil
}

func checkProxies(proxies []string) error {
	for _, text := range proxies {
		_, addrErr := netip.ParseAddr(text)
		if _, err := netip.ParsePrefix(text); err != nil && addrErr != nil {
			return errors.New("write addresses such as 10.0.0.7 or networks such as 10.0.0.0/8, with commas between them")
		}
	}
	return nil
}

// webOrigin accepts scheme, host and port, and nothing else (RFC 6454).
func webOrigin(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		u.Path == "" && u.RawQuery == "" && u.Fragment == ""
}

func checkNotEmpty(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("write a folder")
	}
	return nil
}

func checkBlobs(location string) error {
	dir, isFile := strings.CutPrefix(location, "file:")
	bucket, isS3 := strings.CutPrefix(location, "s3://")
	if isFile && dir != "" || isS3 && bucket != "" {
		return nil
	}
	return errors.New("write file:DIR or s3://BUCKET?region=…")
}

// CookieSecure tells whether cookies are for https only.
func (c *Config) CookieSecure() bool {
	return c.Session.Cookie == "secure" || c.Session.Cookie == "auto" && strings.HasPrefix(c.PublicURL, "https:")
}
