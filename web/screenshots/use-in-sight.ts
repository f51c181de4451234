import { useEffect, useState, type RefObject } from 'react'

/** What is only scrolled by is not looked at. */
const restMs = 200
/** One for all rows: a thousand of them would each be asked at every turn of the wheel. */
let observer: IntersectionObserver | undefined
const watched = new Map<Element, (isInSight: boolean) => void>()

/** Whether it has come into sight, and stays there. */
export function useInSight(place: RefObject<Element | null>): boolean {
  const [isInSight, setInSight] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element) return
    let rest: ReturnType<typeof setTimeout> | undefined
    const stop = watch(element, (isNow) => {
      clearTimeout(rest)
      if (isNow) rest = setTimeout(() => setInSight(true), restMs)
      else setInSight(false)
    })
    return () => {
      clearTimeout(rest)
      stop()
    }
  }, [place])
  return isInSight
}

function watch(element: Element, listener: (isInSight: boolean) => void): () => void {
  observer ??= new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting)
  })
  watched.set(element, listener)
  observer.observe(element)
  return () => {
    watched.delete(element)
    observer?.unobserve(element)
  }
}
