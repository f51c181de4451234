import { useEffect, useState } from 'react'

/** Somebody who writes into a field is not asked about at each letter. */
const restMs = 200

/** The text, once it has been the same for a moment. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
