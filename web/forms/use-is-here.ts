import { useCallback, useEffect, useRef } from 'react'

/** Whether what asks is shown still: what was sent may be answered long after somebody has left. */
export function useIsHere(): () => boolean {
  const here = useRef(false)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  return useCallback(() => here.current, [])
}
