import { devicesOf, type PoolDoctorFacts } from './pool-doctor-facts.ts'
import type { Member } from './pool-members.ts'
import type { Trouble } from './pool-trouble.ts'

/** What a drive's own account says against it, as parts of a sentence; empty for none. */
export function marksAgainst(
  member: Member,
  { earlier }: Pick<PoolDoctorFacts, 'earlier'>,
): readonly string[] {
  const { drive } = member
  if (drive === undefined || !drive.smart.known) return []
  const now = drive.smart
  const before = earlier.get(drive.serial)
  return [
    ...(now.passed === false ? ['it says of itself that it is failing'] : []),
    ...counters.flatMap(({ key, say }) => {
      const count = now[key] ?? 0
      if (count === 0) return []
      const rise = count - (before?.[key] ?? count)
      return [`${say(count)}${rise > 0 ? `, ${rise} more than before` : ''}`]
    }),
  ]
}

const counters: readonly {
  readonly key: 'reallocatedSectors' | 'pendingSectors' | 'uncorrectableErrors'
  readonly say: (count: number) => string
}[] = [
  { key: 'reallocatedSectors', say: (count) => `it has given up ${count} sector${count === 1 ? '' : 's'}` },
  { key: 'pendingSectors', say: (count) => `it cannot read ${count} sector${count === 1 ? '' : 's'}` },
  {
    key: 'uncorrectableErrors',
    say: (count) => `it counted ${count} error${count === 1 ? '' : 's'} it could not mend`,
  },
]

/** Errors on the cable: risen since the earlier look, or there at all where nobody looked before. */
export function hasCableErrors(member: Member, facts: Pick<PoolDoctorFacts, 'earlier'>): boolean {
  const { drive } = member
  if (drive === undefined || !drive.smart.known) return false
  const now = drive.smart.interfaceErrors ?? 0
  const before = facts.earlier.get(drive.serial)?.interfaceErrors
  return before === undefined ? now > 0 : now > before
}

/** What the kernel and ZFS told of one device: by the kernel's name of its drive, its port, its controller, or its guid. */
export function troublesOf(member: Member, troubles: readonly Trouble[]): readonly Trouble[] {
  const { leaf, drive } = member
  return troubles.filter(({ where }) => {
    if (where === undefined) return false
    if (where === leaf.guid || where === drive?.kernelName) return true
    if (drive === undefined) return false
    const port = /^ata(\d+)$/.exec(where)?.[1]
    if (port !== undefined)
      return drive.paths.some((path) => new RegExp(`-ata-${port}(\\.\\d+)?$`).test(path))
    return /^nvme\d+$/.test(where) && drive.kernelName.startsWith(`${where}n`)
  })
}

/** Why one device alone has errors, most likely first. */
export function causesOfOne(member: Member, facts: PoolDoctorFacts): readonly string[] {
  const { errors } = member.leaf
  const marks = marksAgainst(member, facts)
  const told = troublesOf(member, facts.troubles)
  const reset = told.some(({ what }) => what === 'link-reset' || what === 'timeout')
  const unclean = facts.troubles.some(({ what }) => what === 'unclean-start')
  const onlyChecksums = errors.read === 0 && errors.write === 0 && errors.checksum > 0
  return [
    ...(marks.length > 0 ? [`The drive itself: ${marks.join('; ')}.`] : []),
    ...(hasCableErrors(member, facts)
      ? ['The cable, its plugs or the slot: the drive counted errors on the way between itself and the host.']
      : []),
    ...(reset
      ? [
          'The cable, its plugs, the slot or the power: the link to the drive broke down and was set up again.',
        ]
      : []),
    ...(onlyChecksums && unclean && marks.length === 0
      ? ['A power cut: the drive lost what it had confirmed. If a scrub stays clean now, nothing is broken.']
      : []),
    ...(onlyChecksums && marks.length === 0 && !unclean
      ? [
          'What was read was not what was written, and the drive noticed nothing: cable, controller, memory, or the drive’s own electronics.',
        ]
      : []),
    ...(marks.length === 0 && !reset && !onlyChecksums
      ? ['The drive, its cable or its power: the drive’s own account says nothing against it.']
      : []),
  ]
}

/** Why several devices have errors at once: what they have in common comes before each of them. */
export function causesOfSeveral(members: readonly Member[], facts: PoolDoctorFacts): readonly string[] {
  const memory = facts.troubles.find(
    ({ what }) => what === 'memory-uncorrected' || what === 'memory-corrected',
  )
  const told = members.filter((member) =>
    troublesOf(member, facts.troubles).some(({ what }) => what === 'link-reset' || what === 'timeout'),
  )
  const guilty = members.filter((member) => marksAgainst(member, facts).length > 0)
  const shared = sharedController(members)
  const links =
    told.length >= 2 ? ['The power or the controller: the links to several of the drives broke down.'] : []
  return [
    ...(memory === undefined
      ? []
      : [`The memory: the kernel told of ${memory.count} error${memory.count === 1 ? '' : 's'} in it.`]),
    ...links,
    ...(memory === undefined ? [memoryFirst(facts.memoryEcc)] : []),
    ...(links.length === 0
      ? ['The power supply, or the cables: a weak supply hurts all drives at once.']
      : []),
    ...(shared === undefined
      ? ['The controller the drives are on.']
      : [`The controller: all of these are on ${shared}.`]),
    guilty.length === 0
      ? `The drives themselves last: ${members.length} of them seldom fail at once, and none says so of itself.`
      : `The drives themselves last, though ${guilty.length} of them ${guilty.length === 1 ? 'says' : 'say'} so: ${guilty.flatMap((member) => marksAgainst(member, facts)).join('; ')}.`,
  ]
}

function memoryFirst(ecc: boolean | null): string {
  switch (ecc) {
    case true:
      return 'The memory: it mends its own errors (ECC) and told of none, so this is less likely.'
    case false:
      return 'The memory, most likely: it has no ECC, so it cannot notice when it says 1 and means 0, and what ZFS checks goes through it. Test it (memtest86+) before anything else.'
    case null:
      return 'The memory: whether it has ECC is not known. Test it (memtest86+).'
  }
}

/** The controller all the drives are on, from their by-path links; undefined where they differ or it is not known. */
function sharedController(members: readonly Member[]): string | undefined {
  const all = members.map(({ drive }) =>
    drive?.paths
      .map((path) => /\/by-path\/(pci-[0-9a-f:.]+)-(ata|sas|scsi|usb)/.exec(path))
      .find((match) => match !== null),
  )
  const first = all[0]?.[1]
  return first !== undefined && all.every((match) => match?.[1] === first) ? first : undefined
}

/** Devices with counted errors. */
export function withErrors(facts: PoolDoctorFacts): readonly Member[] {
  return devicesOf(facts).filter(({ leaf: { errors } }) => errors.read + errors.write + errors.checksum > 0)
}
