// Package search finds tickets by words (M1.14, M1.15): those that have all the words of a list's search, and those whose
// problem is most like a text. The words are those of package word. SQLite finds them by FTS5, MySQL and MariaDB by postings of our
// own; what is rare, and which ticket is best, is reckoned here, so that both answer alike.
//
// A word is indexed under the scope in which it may be found, the scope spelled into it: the notes among staff have no words
// that a customer's search could ask for.
//
// It must not know what a viewer is, nor what a desk allows: whoever asks names the scope.
package search
