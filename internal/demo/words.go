package demo

import (
	"embed"
	"fmt"

	"github.com/goccy/go-yaml"
)

//go:embed words/*.yaml
var files embed.FS

// phrases are what people of a language say whatever it is about, and how they are called.
type phrases struct {
	Given, Family  []string
	Company, Legal []string
	Place          []string
	Since          []string
	Month          []string
	Aside          []string // ends a subject
	Greeting       []string // of customers
	Context, Tried []string
	Impact, Please []string
	Hello          []string // of staff
	Exchange       []exchange
	Offer, Bye     []string // around an answer of staff
	Thanks, Still  []string
	Again, Follow  []string // after a closing
	Second         []string // staff's answer when the first did not help
	Done, Closing  []string
	Note, Handover []string
	Develop        []string
}

// exchange is a question of staff, and what customers answer to it.
type exchange struct{ Ask, Say []string }

// topics are what tickets of a desk are about.
type topics struct {
	Product []string
	Topic   []*topic
}

// topic is a kind of problem, with words of its own, and what helps.
type topic struct {
	Key                               string
	Subject, Problem, Symptom, Answer []string
}

// vocabulary is all words.
type vocabulary struct {
	phrases map[string]*phrases // by language
	topics  map[string]*topics  // by file
}

func readVocabulary() (*vocabulary, error) {
	v := &vocabulary{phrases: map[string]*phrases{}, topics: map[string]*topics{}}
	for _, language := range []string{"it", "es", "en"} {
		v.phrases[language] = new(phrases)
		if err := readWords(language, v.phrases[language]); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"guided", "ams", "autofattura", "ticketera", "nts", "english"} {
		v.topics[name] = new(topics)
		if err := readWords(name, v.topics[name]); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func readWords(name string, into any) error {
	text, err := files.ReadFile("words/" + name + ".yaml")
	if err != nil {
		return fmt.Errorf("read the words: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(text, into, yaml.Strict()); err != nil {
		return fmt.Errorf("read the words of %s: %w", name, err)
	}
	return nil
}
