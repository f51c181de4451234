import type { Message } from '../messages/message.ts'
import type { Tone } from '../ui/tone.ts'
import { driveChoice } from './drive-choice.ts'
import type { Drive } from '../api/answers.ts'

const warmCelsius = 50

/** What a drive says of itself that is worth knowing: how warm it is, how long it ran, and what it has lost. */
export function driveNotes({ smart }: Pick<Drive, 'smart'>): readonly Message[] {
  if (!smart.known) return []
  const { temperatureCelsius, powerOnHours, wearPercent, passed } = smart
  const notes: Message[] = []
  if (passed === false) notes.push({ key: 'drive.failing' })
  const bad = badSectors(smart)
  if (bad > 0) notes.push({ key: 'drive.badSectors', values: { count: bad } })
  if (temperatureCelsius !== undefined)
    notes.push({
      key: temperatureCelsius > warmCelsius ? 'drive.hot' : 'drive.temperature',
      values: { celsius: temperatureCelsius },
    })
  if (powerOnHours !== undefined)
    notes.push({ key: 'drive.age', values: { years: Math.round((10 * powerOnHours) / 8766) / 10 } })
  if (wearPercent !== undefined && wearPercent >= 10)
    notes.push({ key: 'drive.wear', values: { percent: wearPercent } })
  return notes
}

/** What speaks against a drive that somebody is about to choose. */
export function driveWarnings(drive: Pick<Drive, 'smart'>): readonly Message[] {
  return driveNotes(drive).filter(({ key }) => key === 'drive.failing' || key === 'drive.badSectors')
}

function badSectors(smart: Drive['smart']): number {
  return smart.known ? (smart.reallocatedSectors ?? 0) + (smart.pendingSectors ?? 0) : 0
}

/** How a drive of the case is: first how it feels, then what it is used for. */
export function driveTone(drive: Pick<Drive, 'smart' | 'uses'>): Tone {
  const { smart } = drive
  if (smart.known && smart.passed === false) return 'broken'
  if (badSectors(smart) > 0) return 'look'
  const tones = { free: 'off', 'used-before': 'look', taken: 'ok' } as const
  return tones[driveChoice(drive).is]
}
