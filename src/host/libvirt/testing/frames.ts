import { readFileSync } from 'node:fs'

/** A frame captured between virsh and libvirtd; see test/local/support/capture-rpc-frames.ts. */
export interface CapturedFrame {
  readonly from: 'client' | 'server'
  readonly program: number
  readonly procedure: number
  readonly type: number
  readonly serial: number
  readonly status: number
  readonly hex: string
}

/** Real frames, one of each kind that a session of many virsh commands made. */
export function capturedFrames(): readonly CapturedFrame[] {
  const path = new URL('../fixtures/rpc-frames.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as readonly CapturedFrame[]
}
