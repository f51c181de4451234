/** How something is, before any colour: it is well or runs, is off, is on its way, wants a look, or is broken. */
export type Tone = 'ok' | 'off' | 'busy' | 'look' | 'broken'
