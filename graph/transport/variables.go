package transport

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// coerceVariables turns decoded JSON into the operation's variables (GraphQL
// October 2021, 6.1.2), as strictly as the specification asks: gqlparser's own
// coercion takes numbers for strings, strings for numbers and any case of an
// enum, and does not know @oneOf. It builds new maps and lists; Ints become
// int64, Floats float64, IDs strings, custom scalars stay as they are.
func coerceVariables(schema *ast.Schema, op *ast.OperationDefinition, required required, given map[string]any) (map[string]any, *gqlerror.Error) {
	coerced := make(map[string]any, len(op.VariableDefinitions))
	for _, variable := range op.VariableDefinitions {
		value, ok := given[variable.Variable]
		if !ok && variable.DefaultValue != nil {
			fallback, err := variable.DefaultValue.Value(nil)
			if err != nil {
				return nil, misfit(variable, &inputError{problem: "has a default that cannot be read"})
			}
			coerced[variable.Variable] = fallback
			continue
		}
		if !ok && variable.Type.NonNull {
			return nil, misfit(variable, &inputError{problem: "is required"})
		}
		if !ok {
			continue
		}
		if value == nil && required[variable.Variable] {
			return nil, misfit(variable, &inputError{problem: "must not be null where it is used"})
		}
		result, problem := coerce(schema, variable.Type, value)
		if problem != nil {
			return nil, misfit(variable, problem)
		}
		coerced[variable.Variable] = result
	}
	return coerced, nil
}

// inputError says what is wrong with an input and where, never what it was.
type inputError struct {
	path    string // below the variable, such as ".filter.status[2]"
	problem string
}

func (e *inputError) under(segment string) *inputError {
	e.path = segment + e.path
	return e
}

func misfit(variable *ast.VariableDefinition, e *inputError) *gqlerror.Error {
	err := gqlerror.Errorf("Variable \"$%s%s\" %s.", variable.Variable, e.path, e.problem)
	err.Locations = []gqlerror.Location{{Line: variable.Position.Line, Column: variable.Position.Column}}
	return err
}

func coerce(schema *ast.Schema, typ *ast.Type, value any) (any, *inputError) {
	if value == nil {
		if typ.NonNull {
			return nil, &inputError{problem: fmt.Sprintf("must not be null, it is a %s", typ)}
		}
		return nil, nil
	}
	if typ.Elem != nil {
		return coerceList(schema, typ, value)
	}
	definition := schema.Types[typ.NamedType]
	switch definition.Kind {
	case ast.InputObject:
		return coerceObject(schema, definition, value)
	case ast.Enum:
		name, ok := value.(string)
		if !ok || definition.EnumValues.ForName(name) == nil {
			return nil, &inputError{problem: fmt.Sprintf("is no value of %s", typ.NamedType)}
		}
		return name, nil
	default:
		result, ok := coerceScalar(typ.NamedType, value)
		if !ok {
			return nil, &inputError{problem: "is no " + typ.NamedType}
		}
		return result, nil
	}
}

func coerceList(schema *ast.Schema, typ *ast.Type, value any) (any, *inputError) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value} // one element stands for a list of one
	}
	result := make([]any, len(list))
	for i, element := range list {
		var err *inputError
		if result[i], err = coerce(schema, typ.Elem, element); err != nil {
			if !ok {
				return nil, err
			}
			return nil, err.under("[" + strconv.Itoa(i) + "]")
		}
	}
	return result, nil
}

func coerceObject(schema *ast.Schema, definition *ast.Definition, value any) (any, *inputError) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, &inputError{problem: fmt.Sprintf("must be an object, it is a %s", definition.Name)}
	}
	result := make(map[string]any, len(object))
	for _, field := range definition.Fields {
		given, ok := object[field.Name]
		if !ok {
			if field.Type.NonNull && field.DefaultValue == nil {
				return nil, &inputError{path: "." + field.Name, problem: "is required"}
			}
			continue // gqlgen fills defaults in
		}
		coerced, err := coerce(schema, field.Type, given)
		if err != nil {
			return nil, err.under("." + field.Name)
		}
		result[field.Name] = coerced
	}
	if len(result) < len(object) {
		return nil, &inputError{problem: fmt.Sprintf("has a field that %s does not have", definition.Name)}
	}
	if definition.Directives.ForName("oneOf") != nil && !exactlyOne(result) {
		return nil, &inputError{problem: fmt.Sprintf("must have exactly one field, which is not null, it is a %s", definition.Name)}
	}
	return result, nil
}

func exactlyOne(fields map[string]any) bool {
	for _, value := range fields {
		return value != nil && len(fields) == 1
	}
	return false
}

// uploadScalar is the scalar whose variables a multipart request fills with files.
const uploadScalar = "Upload"

func coerceScalar(name string, value any) (any, bool) {
	number, isNumber := value.(json.Number)
	switch name {
	case "Int":
		n, err := strconv.ParseFloat(string(number), 64) // 1.0 and 1e2 are integers, too
		if !isNumber || err != nil || n != math.Trunc(n) || n < math.MinInt32 || n > math.MaxInt32 {
			return nil, false
		}
		return int64(n), true
	case "Float":
		n, err := strconv.ParseFloat(string(number), 64)
		return n, isNumber && err == nil
	case "ID":
		if isNumber {
			n, err := strconv.ParseInt(string(number), 10, 64)
			return strconv.FormatInt(n, 10), err == nil
		}
		text, ok := value.(string)
		return text, ok
	case "String":
		text, ok := value.(string)
		return text, ok
	case "Boolean":
		flag, ok := value.(bool)
		return flag, ok
	case uploadScalar:
		_, ok := value.(*pendingFile)
		return value, ok
	default:
		_, pending := value.(*pendingFile)
		return value, !pending
	}
}
