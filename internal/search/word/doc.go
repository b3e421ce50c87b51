// Package word turns text into the words that find it: lower case, without accents, without words that say nothing, and
// cut to their stems, so that "fatture scartate" and "la fattura è stata scartata" share two words. Both databases index
// these words and none of their own making, which is why they answer alike.
//
// It is pure and knows of no ticket.
package word
