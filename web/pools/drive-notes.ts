import type { Message } from '../messages/message.ts'
import type { Drive } from '../api/answers.ts'

const warmCelsius = 50

/** What a drive says of itself that is worth knowing: how warm it is, how long it ran, and what it has lost. */
export function driveNotes({ smart }: Pick<Drive, 'smart'>): readonly Message[] {
  if (!smart.known) return []
  const { temperatureCelsius, powerOnHours, reallocatedSectors, pendingSectors, wearPercent, passed } = smart
  const notes: Message[] = []
  if (passed === false) notes.push({ key: 'drive.failing' })
  const bad = (reallocatedSectors ?? 0) + (pendingSectors ?? 0)
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
