import { useEffect, useState } from 'react'

/**
 * Whether the page fills the screen, and how to have it so. The whole page does, and not a part of it, so that dialogs are seen there too;
 * what is to fill it lays itself over the rest.
 */
export function useFullScreen(): { readonly isFull: boolean; readonly toggle: () => void } {
  const [isFull, setFull] = useState(() => document.fullscreenElement !== null)
  useEffect(() => {
    const note = () => setFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', note)
    return () => {
      document.removeEventListener('fullscreenchange', note)
      if (document.fullscreenElement !== null) void document.exitFullscreen()
    }
  }, [])
  const toggle = () => {
    const turned = isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen()
    // A browser that does not want to leaves all as it is.
    turned.catch(() => undefined)
  }
  return { isFull, toggle }
}
