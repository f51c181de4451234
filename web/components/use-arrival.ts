import { useEffect, useRef } from 'react'

/**
 * What a browser does by itself when it goes from page to page, done for those that are drawn in place: a new page is seen from its top, going
 * back leads to where one was, and the focus is on the page when what had it is gone.
 */
export function useArrival(location: string): void {
  const isGoingBack = useRef(false)
  const before = useRef(location)
  useEffect(() => {
    const note = () => {
      isGoingBack.current = true
    }
    window.addEventListener('popstate', note)
    return () => window.removeEventListener('popstate', note)
  }, [])
  useEffect(() => {
    if (before.current === location) return
    before.current = location
    if (!isGoingBack.current) window.scrollTo(0, 0)
    isGoingBack.current = false
    if (document.activeElement === document.body)
      document.querySelector('main')?.focus({ preventScroll: true })
  }, [location])
}
