function setting(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing`)
  return value
}

export const url = setting('SPORTELLO_URL') + '/graphql'
export const token = setting('SPORTELLO_TOKEN')
export const ticket = setting('SPORTELLO_TICKET')

/** How long to wait before trying again: longer each time, and never all clients at once. */
export const backoff = async (retries: number) => {
  const most = Math.min(250 * 2 ** retries, 10_000)
  await new Promise((resolve) => setTimeout(resolve, most / 2 + Math.random() * (most / 2)))
}
