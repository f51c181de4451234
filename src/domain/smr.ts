import type { Drive } from './drive.ts'

/**
 * Whether a hard disk shingles its tracks (SMR). Such a drive may take weeks to rebuild and drops out of pools meanwhile, and
 * most that are sold for homes do not say it. `yes` and `no` are from the makers' own lists (Western Digital and Seagate
 * published theirs in 2020, Toshiba too); everything else is `unknown`.
 */
export function smrOf(
  drive: Pick<Drive, 'model' | 'rotational' | 'zoned' | 'transport'>,
): 'yes' | 'no' | 'unknown' {
  if (drive.zoned !== 'none') return 'yes'
  // A virtual disk calls itself what its maker likes; nobody shingles it.
  if (!drive.rotational || drive.transport === 'virtio') return 'no'
  return known.find(([pattern]) => pattern.test(drive.model))?.[1] ?? 'unknown'
}

const known: readonly (readonly [RegExp, 'yes' | 'no'])[] = [
  // WD Red of 2 to 6 TB with this ending shingles; 8 TB and more with the same ending does not.
  [/\bWD(20|30|40|60)EFAX/, 'yes'],
  [/\bWD(80|100|120|140)EFAX/, 'no'],
  [/\bWD(20EZAZ|60EZAZ|10SPZX|20SPZX|10SPSX)/, 'yes'],
  [/\bWD\d+(EFRX|EFZX|EFPX|EFBX|FFWX|FFBX|KFGX|KFBX|FRYZ|KRYZ|VRYZ|FYYZ)/, 'no'],
  [/\b(HUH|HUS|WUH|WUS)7\d/, 'no'],
  [/\bST(2000DM005|2000DM008|4000DM004|6000DM003|8000DM004)/, 'yes'],
  [/\bST(5000DM000|8000AS0002|8000AS0003|1000LM048|2000LM015|3000LM024|4000LM024|5000LM000)/, 'yes'],
  [/\bST\d+(VN|NE|NM|NT)\d/, 'no'],
  [/\b(HDWD240|HDWD260|HDWL110|HDWL120|DT02ABA400|DT02ABA600|MQ04ABF100|MQ04UBD200)/, 'yes'],
  [/\b(HDWN|HDWG|MG0\d)/, 'no'],
]
