import { useSyncExternalStore } from 'react'
import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'

export interface Toast {
  readonly id: number
  readonly tone: Tone
  readonly message: Message
  /** Where there is more about it. */
  readonly href?: string | undefined
  /** What it is about, such as a job: what is said later of the same takes its place. */
  readonly about?: string | undefined
}

const shownMs = 7_000
let toasts: readonly Toast[] = []
let made = 0
const listeners = new Set<() => void>()

/** Says something in passing. What is broken stays until somebody has read it. */
export function addToast(toast: Omit<Toast, 'id'>): void {
  const id = (made += 1)
  const others = toasts.filter(({ about }) => about === undefined || about !== toast.about)
  show([...others.slice(-3), { ...toast, id }])
  if (toast.tone !== 'broken') setTimeout(() => closeToast(id), shownMs)
}

export function closeToast(id: number): void {
  show(toasts.filter((toast) => toast.id !== id))
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(subscribe, () => toasts)
}

function show(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
