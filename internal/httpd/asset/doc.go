// Package asset serves the files of an embedded page: compressed where the client takes it, validated each time, and under headers that
// let the page load nothing from anywhere else.
//
// It must not know which pages there are.
package asset
