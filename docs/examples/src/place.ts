// Where a client stands in a ticket's events. A subscription that comes back after a lost connection must ask for what it
// has missed, so its variables are read anew each time they are sent.
export class Place {
  cursor: string | undefined

  /** The same variables, whose `after` is always the newest cursor. */
  follow<V extends object>(variables: V): V & { readonly after: string | undefined } {
    const place = this
    return Object.defineProperty({ ...variables }, 'after', { enumerable: true, get: () => place.cursor }) as never
  }
}
