package socket

// initialise answers connection_init: it finds out who speaks, counts their
// sockets and acknowledges.
func (s *socket) initialise(payload map[string]any) error {
	if s.request == nil {
		return closing{code: codeTooMany, reason: "Too many initialisation requests"}
	}
	r, session := s.request, s.life
	s.request = nil
	config := s.server.config
	if config.Auth != nil {
		var err error
		if session, err = config.Auth.AuthenticateSocket(s.life, r, payload); err != nil {
			s.server.log.InfoContext(s.life, "websocket viewer refused", "error", err)
			return s.refuse(closing{code: codeForbidden, reason: "Forbidden"})
		}
	}
	if config.UserKey != nil && !s.server.registry.join(s, config.UserKey(session)) {
		return s.refuse(closing{code: codeTooMany, reason: "Too many sockets"})
	}
	if !s.patience.Stop() {
		return nil // it ran out meanwhile and the socket is closing
	}
	s.session = session
	return s.acknowledge()
}

func (s *socket) acknowledge() error {
	var revoked <-chan struct{}
	if s.server.config.Revoked != nil {
		revoked = s.server.config.Revoked(s.session)
	}
	if err := s.reply(message{head: s.dialect.ack()}); err != nil {
		return err
	}
	s.sessions <- revoked
	if s.dialect.legacy {
		return s.reply(message{head: s.dialect.keepAlive()})
	}
	return nil
}

// refuse returns why, after telling it in words to clients of the older
// protocol, which do not look at close codes.
func (s *socket) refuse(why closing) error {
	if s.dialect.legacy {
		if err := s.reply(message{head: s.dialect.refusal(why.reason)}); err != nil {
			return err
		}
	}
	return why
}
