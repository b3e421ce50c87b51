package httpd

import "net/http"

// Paths of the routes.
const (
	GraphQLPath  = "/graphql"
	GraphiQLPath = "/graphiql"
)

// routes says which path is answered by what. Each route has a name, by which it is measured.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	add := func(pattern, name string, h http.Handler) { mux.Handle(pattern, named(name, h)) }

	add(GraphQLPath, "graphql", s.shared(s.withCaller(s.config.GraphQL)))
	add("GET /healthz", "healthz", http.HandlerFunc(s.health.alive))
	add("GET /readyz", "readyz", http.HandlerFunc(s.health.ready))
	add("GET /metrics", "metrics", s.metrics.handler())
	if s.config.GraphiQL != nil {
		add(GraphiQLPath, "graphiql", s.config.GraphiQL)
		add(GraphiQLPath+"/", "graphiql", s.config.GraphiQL)
		add("GET /{$}", "root", http.RedirectHandler(GraphiQLPath, http.StatusFound))
	}
	if s.config.Downloads != nil {
		add("GET /attachments/{id}", "attachments", s.config.Downloads)
	}
	if s.config.Avatars != nil {
		add("GET /avatars/{id}", "avatars", s.config.Avatars)
	}
	for pattern, h := range s.config.SignIn {
		add(pattern, "sign-in", s.withCaller(h))
	}
	for pattern, h := range s.config.Routes {
		add(pattern, pattern, h)
	}
	return mux
}
