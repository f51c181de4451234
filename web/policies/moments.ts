/** When something will be: as the clock of the reader shows it, and that of the policy where it shows another time. */
export interface Moment {
  readonly here: string
  readonly there?: string | undefined
}

export type SayMoment = (atMs: number) => Moment

/** `hereZone`: of the reader; the browser's unless told. */
export function createMoments(locale: string, thereZone: string, hereZone?: string): SayMoment {
  const here = formatsIn(locale, hereZone)
  const there = formatsIn(locale, thereZone)
  return (atMs) => {
    const [at, other] = [here.whole(atMs), there.whole(atMs)]
    if (at === other) return { here: at }
    return { here: at, there: here.day(atMs) === there.day(atMs) ? there.clock(atMs) : other }
  }
}

function formatsIn(locale: string, timeZone: string | undefined) {
  const zone = timeZone === undefined ? {} : { timeZone }
  const parts = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, ...zone })
    return (atMs: number) => format.format(atMs)
  }
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return {
    day: parts(day),
    clock: parts({ timeStyle: 'short' }),
    whole: parts({ ...day, hour: '2-digit', minute: '2-digit' }),
  }
}
