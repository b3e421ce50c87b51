package policy

import (
	"embed"
	"fmt"
)

//go:embed presets/*.yaml
var presets embed.FS

// PresetNames are the names of the presets that come with the program, in the order of the five desks.
func PresetNames() []string { return []string{"guided", "studio", "saas", "mail", "portal"} }

// PresetText is the file of a preset.
func PresetText(name string) ([]byte, error) {
	text, err := presets.ReadFile("presets/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there is no preset %q; there are %v", name, PresetNames())
	}
	return text, nil
}

// Preset is a preset that comes with the program.
func Preset(name string) (*Policy, error) {
	text, err := PresetText(name)
	if err != nil {
		return nil, err
	}
	return Parse("presets/"+name+".yaml", text)
}
