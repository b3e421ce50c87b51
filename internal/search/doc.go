// Package search finds tickets by words (M1.14, M1.15): those that have all the words of a list's search, and those whose
// problem is most like a text. SQLite's FTS5 and the FULLTEXT index of MySQL and MariaDB find the words that package word
// has made; what is rare, and which ticket is best, is reckoned here, so that both answer alike.
//
// A word is indexed once for each scope in which it may be found, the scope spelled into it: the notes among staff have no
// words that a customer's search could ask for, and no search walks what its scope does not hold.
//
// It must not know what a viewer is, nor what a desk allows: whoever asks names the scope.
package search
