package export

import "sportello/internal/problem"

// Dataset is which rows are handed out.
type Dataset string

// The datasets, and the key of a row in each: a row that comes again takes the place of the one with the same key.
const (
	Tickets   Dataset = "tickets"   // a row a ticket; id
	Intervals Dataset = "intervals" // a row for each time in one status; ticket and number
	Messages  Dataset = "messages"  // a row a message; id
)

// Datasets are all datasets.
func Datasets() []Dataset { return []Dataset{Tickets, Intervals, Messages} }

// ParseDataset reads a dataset's name. NOT_FOUND.
func ParseDataset(name string) (Dataset, error) {
	for _, d := range Datasets() {
		if name == string(d) {
			return d, nil
		}
	}
	return "", problem.New(problem.NotFound)
}
