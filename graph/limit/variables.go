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
	switch v := value.(type) {
	case []any:
		if depth == l.InputDepth {
			return l.tooDeep()
		}
		if len(v) > l.InputList {
			return &Exceeded{What: "elements in one list", Max: l.InputList}
		}
		for _, element := range v {
			if err := l.checkInput(element, depth+1); err != nil {
				return err
			}
		}
	case map[string]any:
		if depth == l.InputDepth {
			return l.tooDeep()
		}
		for _, field := range v {
			if err := l.checkInput(field, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l Limits) tooDeep() error {
	return &Exceeded{What: "levels of lists and objects in an input", Max: l.InputDepth}
}
