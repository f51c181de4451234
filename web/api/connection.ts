import { useSyncExternalStore } from 'react'
import type { Connection } from './live.ts'

let now: Connection = { state: 'connecting' }
const listeners = new Set<() => void>()

export function setConnection(connection: Connection): void {
  now = connection
  for (const listener of listeners) listener()
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, () => now)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
