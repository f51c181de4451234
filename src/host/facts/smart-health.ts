import type { DriveHealth } from '../../domain/drive.ts'

/** Bits of smartctl's exit code (smartctl(8), "EXIT STATUS"); only these two mean that there is nothing to read. */
const badCommandLine = 1
const notOpened = 2
const failing = 8

/** Why a sleeping drive is not judged. */
export const asleep = 'it sleeps, and was not woken for this'

/** Why a drive cannot be judged, in smartctl's words turned into ours; looked for in its messages. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/STANDBY|SLEEP|low-power/i, asleep],
  [/Unknown USB bridge/i, 'its USB bridge is not known to smartctl'],
  [/Permission denied|Operation not permitted/i, 'it may not be opened by this user'],
  [/Unable to detect device type/i, 'it is not a drive that SMART knows, such as a virtual disk'],
  [/No such (?:file or directory|device)/i, 'it is gone'],
]

/**
 * Reads `smartctl -j -a` of a SATA, SAS or NVMe drive.
 * @param exitCode smartctl's exit code: a mask of bits, most of which are findings and no failure.
 */
export function parseSmartHealth(text: string, exitCode: number): DriveHealth {
  let report: Json
  try {
    report = asRecord(JSON.parse(text))
  } catch {
    return { known: false, because: 'smartctl answered something that is not JSON' }
  }
  const status = asRecord(report['smart_status'])['passed']
  const passed = (exitCode & failing) === 0 ? asBoolean(status) : false
  const readings = { ...ataReadings(report), ...scsiReadings(report), ...nvmeReadings(report) }
  const temperature = asNumber(asRecord(report['temperature'])['current'])
  const hours = asNumber(asRecord(report['power_on_time'])['hours'])
  const told = passed !== undefined || hours !== undefined || Object.keys(readings).length > 0
  if (!told) return { known: false, because: whyNothing(report, exitCode) }
  return {
    known: true,
    ...given('passed', passed),
    ...given('temperatureCelsius', temperature),
    ...given('powerOnHours', hours),
    ...readings,
  }
}

function whyNothing(report: Json, exitCode: number): string {
  if (/STANDBY|SLEEP/.test(String(report['power_mode']))) return asleep
  const messages = asList(asRecord(report['smartctl'])['messages'])
    .map((message) => asRecord(message)['string'])
    .filter((message) => typeof message === 'string')
  for (const [pattern, reason] of reasons)
    if (messages.some((message) => pattern.test(message))) return reason
  if (asRecord(report['smart_support'])['available'] === false) return 'the drive has no SMART'
  if (messages[0] !== undefined) return `smartctl says: ${messages[0]}`
  return (exitCode & (badCommandLine | notOpened)) === 0
    ? 'the drive tells nothing of itself'
    : `smartctl ended with ${exitCode}`
}

type Readings = Partial<Omit<DriveHealth & { readonly known: true }, 'known' | 'passed'>>

/** SATA attributes by number; the makers agree on these. */
const ataAttributes: readonly (readonly [number, keyof Readings])[] = [
  [5, 'reallocatedSectors'],
  [197, 'pendingSectors'],
  [198, 'uncorrectableErrors'],
  [199, 'interfaceErrors'],
]

/** Attributes of SSDs whose normalised value is the life that is left, in percent; which one there is, differs by maker. */
const lifeLeft: readonly (readonly [number, RegExp])[] = [
  [231, /SSD_Life_Left/],
  [202, /Percent_Lifetime_Remain/],
  [169, /Remaining_Lifetime/],
  [233, /Media_Wearout_Indicator/],
  [177, /Wear_Leveling_Count/],
]

function ataReadings(report: Json): Readings {
  const table = asList(asRecord(report['ata_smart_attributes'])['table']).map(asRecord)
  const readings: Record<string, number> = {}
  for (const [id, name] of ataAttributes) {
    const raw = rawValue(table.find((row) => row['id'] === id))
    if (raw !== undefined) readings[name] = raw
  }
  const reported = rawValue(table.find((row) => row['id'] === 187))
  if (reported !== undefined)
    readings['uncorrectableErrors'] = Math.max(reported, readings['uncorrectableErrors'] ?? 0)
  const left = lifeLeft
    .map(([id, name]) => table.find((row) => row['id'] === id && name.test(String(row['name']))))
    .find((row) => row !== undefined)
  const value = asNumber(left?.['value'])
  if (value !== undefined && value <= 100) readings['wearPercent'] = 100 - value
  const used = asNumber(asRecord(report['endurance_used'])['current_percent'])
  if (used !== undefined) readings['wearPercent'] = used
  return readings
}

/** The count in a raw value: makers pack other things into its upper bytes and tell it apart only in the text. */
function rawValue(row: Json | undefined): number | undefined {
  const raw = asRecord(row?.['raw'])
  const text = typeof raw['string'] === 'string' ? /^\d+/.exec(raw['string'])?.[0] : undefined
  return text === undefined ? asNumber(raw['value']) : Number(text)
}

function scsiReadings(report: Json): Readings {
  const log = asRecord(report['scsi_error_counter_log'])
  const errors = ['read', 'write', 'verify']
    .map((kind) => asNumber(asRecord(log[kind])['total_uncorrected_errors']))
    .filter((count) => count !== undefined)
  const readings: Readings = {
    ...given('reallocatedSectors', asNumber(report['scsi_grown_defect_list'])),
    ...given('pendingSectors', asNumber(asRecord(report['scsi_pending_defects'])['count'])),
    ...given('wearPercent', asNumber(report['scsi_percentage_used_endurance_indicator'])),
  }
  if (errors.length === 0) return readings
  return { ...readings, uncorrectableErrors: errors.reduce((sum, count) => sum + count, 0) }
}

function nvmeReadings(report: Json): Readings {
  const log = asRecord(report['nvme_smart_health_information_log'])
  return {
    ...given('uncorrectableErrors', asNumber(log['media_errors'])),
    ...given('wearPercent', asNumber(log['percentage_used'])),
  }
}

type Json = Readonly<Record<string, unknown>>

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function asBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value })
}
