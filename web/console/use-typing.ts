import { useEffect, useRef, useState } from 'react'
import type { KeyEvent, Stroke } from './type-text.ts'

/** As fast as a quick typist twice over; guests drop keys that come faster. */
const strokesPerSecond = 40

export interface Typing {
  /** How many are still to come. */
  readonly left: number
  begin(strokes: readonly Stroke[]): void
  stop(): void
}

/** Presses keys one after the other, and never leaves one held. */
export function useTyping(press: (event: KeyEvent) => void): Typing {
  const [left, setLeft] = useState(0)
  const timer = useRef<ReturnType<typeof setInterval>>(undefined)
  const stop = () => {
    clearInterval(timer.current)
    setLeft(0)
  }
  useEffect(() => () => clearInterval(timer.current), [])
  return {
    left,
    stop,
    begin: (strokes) => {
      clearInterval(timer.current)
      const waiting = [...strokes]
      setLeft(waiting.length)
      timer.current = setInterval(() => {
        for (const event of waiting.shift() ?? []) press(event)
        setLeft(waiting.length)
        if (waiting.length === 0) clearInterval(timer.current)
      }, 1_000 / strokesPerSecond)
    },
  }
}
