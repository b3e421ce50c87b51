package limit

// CheckVariables bounds decoded JSON before it is coerced: lists and nesting,
// also inside custom scalars, which no later check looks into. The error is an
// [*Exceeded].
func (l Limits) CheckVariables(variables map[string]any) error {
	for _, value := range variables {
		if err := l.checkInput(value, 0); err != nil {
			return err
		}
	}
	return nil
}

func (l Limits) checkInput(value any, depth int) error {
	if depth++; depth > l.InputDepth+1 {
		return &Exceeded{What: "levels of lists and objects in a variable", Max: l.InputDepth}
	}
	switch v := value.(type) {
	case []any:
		if len(v) > l.InputList {
			return &Exceeded{What: "elements in one list", Max: l.InputList}
		}
		for _, element := range v {
			if err := l.checkInput(element, depth); err != nil {
				return err
			}
		}
	case map[string]any:
		for _, field := range v {
			if err := l.checkInput(field, depth); err != nil {
				return err
			}
		}
	}
	return nil
}
