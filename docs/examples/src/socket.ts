import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { backoff, token, url } from './settings.js'

/** A websocket that comes back whenever it is lost, also after 1012, with which a server that restarts closes it. */
export const socket = createClient({
  url: url.replace(/^http/, 'ws'),
  webSocketImpl: WebSocket, // browsers have their own
  connectionParams: { authorization: `Bearer ${token}` },
  retryAttempts: Infinity,
  shouldRetry: () => true,
  retryWait: backoff,
})
