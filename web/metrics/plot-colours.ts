import { useEffect, useState } from 'react'

const tokens = { ink: '--ink', soft: '--soft', line: '--line', first: '--accent', second: '--wood' } as const

/** The colours of a plot as they are now; a canvas knows nothing of custom properties. */
export type PlotColours = Readonly<Record<keyof typeof tokens, string>>

/** Follows the light that the page is in, whoever changes it. */
export function usePlotColours(): PlotColours {
  const [colours, setColours] = useState(readColours)
  useEffect(() => {
    const read = () => setColours(readColours)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', read)
    const told = new MutationObserver(read)
    told.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      dark.removeEventListener('change', read)
      told.disconnect()
    }
  }, [])
  return colours
}

function readColours(): PlotColours {
  const probe = document.createElement('span')
  document.body.append(probe)
  const entries = Object.entries(tokens).map(([name, token]) => {
    probe.style.color = `var(${token})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(entries) as PlotColours
}
