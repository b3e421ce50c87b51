package graph

import (
	"context"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"sportello/graph/model"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/problem"
)

// Present is the one way by which errors leave as top-level errors: a problem is told with its code and in the viewer's
// language, anything else is masked and logged.
func Present(log *slog.Logger) graphql.ErrorPresenterFunc {
	mask := transport.Mask(log)
	return func(ctx context.Context, err error) *gqlerror.Error {
		problems := problem.Of(err)
		if len(problems) == 0 {
			return mask(ctx, err)
		}
		told := worst(problems)
		if told.Code == problem.Internal {
			return mask(ctx, err)
		}
		shown := transport.NewError(string(told.Code), told.Message(language(ctx)))
		if seconds, ok := told.Params["seconds"]; ok {
			shown.Extensions["retryAfterSeconds"] = seconds
		}
		if len(told.Field) > 0 && told.Code.Mendable() { // an argument of a query
			shown.Extensions["field"] = told.Field
		}
		shown.Path = graphql.GetPath(ctx)
		return shown
	}
}

// worst is the problem to tell where only one can be: what can't be mended first.
func worst(problems problem.List) *problem.Error {
	for _, p := range problems {
		if !p.Code.Mendable() {
			return p
		}
	}
	return problems[0]
}

// language is the viewer's; English for who is not signed in.
func language(ctx context.Context) string {
	if v, ok := access.From(ctx); ok {
		return v.Language
	}
	if v, ok := access.Newcomer(ctx); ok {
		return v.Language
	}
	return "en"
}

// userErrors turns an error into data where the caller can mend all of it; otherwise it stays an error. Never both.
func userErrors(ctx context.Context, err error) ([]*model.UserError, error) {
	return userErrorsIn(language(ctx), err)
}

// userErrorsIn is userErrors for who is told in a language that is not their own.
func userErrorsIn(language string, err error) ([]*model.UserError, error) {
	problems := problem.Of(err)
	if err == nil {
		return []*model.UserError{}, nil
	}
	if len(problems) == 0 || !worst(problems).Code.Mendable() {
		return nil, err
	}
	return tell(language, problems), nil
}

// tell says problems in a language.
func tell(language string, problems problem.List) []*model.UserError {
	told := make([]*model.UserError, len(problems))
	for i, p := range problems {
		told[i] = &model.UserError{Code: p.Code, Message: p.Message(language)}
		if len(p.Field) > 0 {
			told[i].Field = append([]string{"input"}, p.Field...)
		}
	}
	return told
}
