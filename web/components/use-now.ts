import { useEffect, useState } from 'react'

/** The time, looked at again every so often, so that "3 minutes ago" does not stand still. */
export function useNow(everyMs = 20_000): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}
