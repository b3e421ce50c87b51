// The server under test, as its Go test has started it.
const url = process.env.SOCKET_TEST_URL
if (!url) throw new Error('SOCKET_TEST_URL says where the server is')

export const socketURL = url.replace(/^http/, 'ws') + '/graphql'

// streams is how many subscriptions the server has open.
export async function streams() {
  return Number(await (await fetch(url + '/streams')).text())
}

// restart replaces the websocket server by a new one and shuts the old one down.
export async function restart() {
  const response = await fetch(url + '/restart', { method: 'POST' })
  if (!response.ok) throw new Error(`restart: ${response.status} ${await response.text()}`)
}

// until waits for a condition that nothing announces.
export async function until(what, holds) {
  const deadline = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('never: ' + what)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
