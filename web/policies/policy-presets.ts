import type { MessageKey } from '../messages/message.ts'

/** Rules to begin with: most people need one of these, or little else. */
export const policyPresets = [
  ['policy.preset.days', 'daily at 03:00, keep 14; weekly on sun at 04:00, keep 8'],
  ['policy.preset.often', 'every 15 min, keep 8; every hour, keep 24; daily at 03:00, keep 14'],
  [
    'policy.preset.year',
    'daily at 03:00, keep 14; weekly on sun at 04:00, keep 8; monthly on 1 at 04:00, keep 12',
  ],
  ['policy.preset.room', 'every hour, keep for 2 days, while smaller than 20 GiB'],
] as const satisfies readonly (readonly [name: MessageKey, rules: string])[]

/** One of each way to write a rule; what each means is said beside it. */
export const rhythmExamples = [
  'every 15 min',
  'every 6 h',
  'daily at 03:00',
  'weekly on sun at 04:00',
  'monthly on 31 at 04:00',
  'yearly on 31 dec at 12:00',
] as const

export const keepExamples = [
  'keep 14',
  'keep for 30 days',
  'keep 4, keep for 2 days',
  'keep 14, while smaller than 20 GiB',
  'keep 8, crash-consistent',
] as const
