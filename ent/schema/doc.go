// Package schema describes the entities: fields, edges and indexes, one file each. It holds no hooks, policies or
// interceptors: rules live in the use cases, so that the schema depends on nothing and nothing is hidden in it.
//
// Enums are short strings (a new value needs no ALTER); instants are moment.Moment; zero means "has not happened".
package schema
