/** When a VM is snapshotted by itself, and what stays of that. */
export interface Policy {
  /** IANA name of the time zone in which hours and days are meant. */
  readonly zone: string
  /** At least one. A snapshot goes only once each of them gives it up. */
  readonly rules: readonly PolicyRule[]
}

export interface PolicyRule {
  readonly rhythm: Rhythm
  readonly keep: Keep
  /** Guests are not asked to finish writing. Else they are, where they can. */
  readonly crash?: true | undefined
}

/** Minutes of a day's clock: 03:00 is 180. */
export type MinuteOfDay = number

/** How often. `minutes` divide a day, and count from its midnight. */
export type Rhythm =
  | { readonly every: 'interval'; readonly minutes: number }
  | { readonly every: 'day'; readonly at: MinuteOfDay }
  | { readonly every: 'week'; readonly on: Weekday; readonly at: MinuteOfDay }
  /** Day 29 to 31: in shorter months their last. */
  | { readonly every: 'month'; readonly on: number; readonly at: MinuteOfDay }
  | { readonly every: 'year'; readonly on: DayOfYear; readonly at: MinuteOfDay }

export interface DayOfYear {
  readonly month: number
  readonly day: number
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** What stays of a rule's snapshots. At least `count` or `forMinutes` is there; with both, what one of them keeps stays. */
export interface Keep {
  /** So many of the newest. They are counted, not timed: nothing goes because the host was off for long. */
  readonly count?: number | undefined
  /** All that are younger. */
  readonly forMinutes?: number | undefined
  /** No more than these take on the disk; then the oldest go. The newest stays in any case. */
  readonly mostBytes?: number | undefined
}
