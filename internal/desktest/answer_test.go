package desktest_test

import (
	"testing"

	"sportello/internal/desktest"
	"sportello/internal/form"
	"sportello/internal/policy"
)

// What Answers answers is what each desk's form takes.
func TestAnswersAreTaken(t *testing.T) {
	for _, preset := range policy.PresetNames() {
		p, err := policy.Preset(preset)
		if err != nil {
			t.Fatal(err)
		}
		checked, faults := form.Check(p, form.Request{Answers: desktest.PresetAnswers(t, preset)})
		if len(faults) > 0 {
			t.Errorf("%s: %v", preset, faults)
		}
		if checked.Priority != "" && checked.Priority != p.Priority.Default {
			t.Errorf("%s: priority %s", preset, checked.Priority)
		}
	}
}
