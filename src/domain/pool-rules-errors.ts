import { causesOfOne, causesOfSeveral, hasCableErrors, marksAgainst, withErrors } from './pool-causes.ts'
import {
  devicesOf,
  finding,
  foundDevice,
  type PoolDoctorFacts,
  type PoolFinding,
  type PoolRule,
} from './pool-doctor-facts.ts'
import { lossesIn, sayLost, vmsIn } from './pool-losses.ts'
import { sayMember, type Member } from './pool-members.ts'
import type { PoolRemedy } from './pool-remedy.ts'
import { replaceWith } from './pool-rules-devices.ts'

// Rules about errors: counted by ZFS, told by the drives, the kernel and the memory; and what is lost by them.

export const errorRules: readonly PoolRule[] = [
  { id: 'data-lost', find: findLost },
  { id: 'memory-errors', find: findMemory },
  { id: 'errors-on-several', find: findSeveral },
  { id: 'errors-on-one', find: findOne },
  { id: 'drive-failing', find: findFailing },
  { id: 'cable-errors', find: findCable },
  { id: 'drive-hot', find: findHot },
  { id: 'drive-worn', find: findWorn },
  { id: 'drive-slow', find: findSlow },
]

function findLost({ pool, vmDatasets }: PoolDoctorFacts): readonly PoolFinding[] {
  const losses = lossesIn(pool.dataErrors, vmDatasets)
  if (losses.state === 'none') return []
  if (losses.state === 'unknown')
    return [
      finding(
        'data-lost',
        'warn',
        `Whether ${pool.name} has lost data could not be read${pool.dataErrors.known ? '' : `: ${pool.dataErrors.because}`}.`,
      ),
    ]
  const named = losses.objects.map(sayLost)
  const unnamed = pool.dataErrors.known && named.length === 0 ? pool.dataErrors.count : 0
  const list = named.length > 6 ? [...named.slice(0, 6), `${named.length - 6} more`] : named
  const vms = vmsIn(losses)
  const onlyGone = losses.more === 0 && losses.objects.every((object) => object.what === 'gone')
  const remedies: PoolRemedy[] = [
    ...vms.map((vm): PoolRemedy => ({ kind: 'go-back', vm })),
    ...(losses.objects.some((object) => object.what === 'file' || object.what === 'vm-file')
      ? [{ kind: 'by-hand', text: 'Delete the damaged files or put them back from a backup.' } as const]
      : []),
    ...(unnamed === 0
      ? []
      : [
          {
            kind: 'by-hand',
            text: `Have the files named, which may take long: zpool status -v ${pool.name}`,
          } as const,
        ]),
    { kind: 'scrub', pool: pool.name },
  ]
  return [
    finding(
      'data-lost',
      onlyGone ? 'warn' : 'fail',
      `Damaged beyond repair in ${pool.name}: ${list.length === 0 ? unnamedText(unnamed) : list.join(', ')}.`,
      {
        remedies,
        beware: onlyGone
          ? []
          : ['Keep older snapshots and backups: what they hold from before may still be whole.'],
      },
    ),
  ]
}

function unnamedText(count: number): string {
  return count === 1
    ? 'one block that ZFS has not named in time'
    : `${count} blocks that ZFS has not named in time`
}

function findMemory({ pool, troubles }: PoolDoctorFacts): readonly PoolFinding[] {
  const bad = troubles.find(({ what }) => what === 'memory-uncorrected')
  const mended = troubles.find(({ what }) => what === 'memory-corrected')
  if (bad === undefined && mended === undefined) return []
  const text =
    bad === undefined
      ? `The memory had ${mended?.count ?? 0} error${mended?.count === 1 ? '' : 's'} that it mended itself (ECC).`
      : `The memory had ${bad.count} error${bad.count === 1 ? '' : 's'} that could not be mended: what went through it may be wrong, also in ${pool.name}.`
  return [
    finding('memory-errors', bad === undefined ? 'warn' : 'fail', text, {
      remedies: [
        { kind: 'by-hand', text: 'Test the memory with memtest86+, and change the module that fails.' },
      ],
      beware:
        bad === undefined
          ? []
          : [
              'Stop what writes a lot, and do not scrub before the memory is changed: it would repair what is right with what is wrong.',
            ],
    }),
  ]
}

function findSeveral(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const members = withErrors(facts)
  if (members.filter(({ leaf }) => leaf.state === 'online').length < 2) return []
  return [
    finding(
      'errors-on-several',
      'fail',
      `${members.length} drives have errors at once: ${members.map((member) => `${sayMember(member)} ${sayErrors(member)}`).join('; ')}.`,
      {
        devices: members.map(foundDevice),
        remedies: [
          {
            kind: 'by-hand',
            text: 'Shut the host down, test its memory, and plug power and data cables of these drives in anew.',
          },
          { kind: 'clear', pool: facts.pool.name },
          { kind: 'scrub', pool: facts.pool.name },
        ],
        beware: ['Do not replace drives yet: if the cause is shared, the new ones get the same errors.'],
        causes: causesOfSeveral(members, facts),
      },
    ),
  ]
}

function findOne(facts: PoolDoctorFacts): readonly PoolFinding[] {
  // What has failed is told by the rules about devices.
  const members = withErrors(facts).filter(({ leaf }) => leaf.state === 'online')
  const [member] = members
  if (member === undefined || members.length > 1) return []
  const guilty = marksAgainst(member, facts).length > 0
  const onlyChecksums = member.leaf.errors.read === 0 && member.leaf.errors.write === 0
  const pool = facts.pool.name
  return [
    finding('errors-on-one', guilty ? 'fail' : 'warn', `${sayMember(member)} ${sayErrors(member)}.`, {
      devices: [foundDevice(member)],
      remedies: guilty
        ? replaceWith(member, facts)
        : [
            ...(hasCableErrors(member, facts) || !onlyChecksums
              ? [
                  {
                    kind: 'by-hand',
                    text: `Plug the cables of ${sayMember(member)} in anew, or change them.`,
                  } as const,
                ]
              : []),
            { kind: 'clear', pool },
            { kind: 'scrub', pool },
            ...replaceWith(member, facts).filter((remedy) => remedy.kind === 'replace'),
          ],
      causes: causesOfOne(member, facts),
    }),
  ]
}

/** `had 3 read errors and 295 checksum errors`. */
function sayErrors({ leaf: { errors } }: Member): string {
  const parts = (['read', 'write', 'checksum'] as const)
    .filter((kind) => errors[kind] > 0)
    .map((kind) => `${errors[kind]} ${kind} error${errors[kind] === 1 ? '' : 's'}`)
  return `had ${parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`}`
}

/** Drives that speak against themselves while ZFS has no complaint yet. */
function findFailing(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const counted = new Set(withErrors(facts).map(({ leaf }) => leaf.guid))
  return devicesOf(facts).flatMap((member) => {
    const marks = marksAgainst(member, facts)
    const { drive, leaf } = member
    if (marks.length === 0 || leaf.state !== 'online' || drive === undefined || counted.has(member.leaf.guid))
      return []
    const failing = drive.smart.known && drive.smart.passed === false
    const rising = marks.some((mark) => mark.includes('more than before'))
    return [
      finding(
        'drive-failing',
        failing || rising ? 'fail' : 'warn',
        `${sayMember(member)} works, but ${marks.join('; ')}.`,
        {
          devices: [foundDevice(member)],
          remedies:
            failing || rising ? replaceWith(member, facts) : [{ kind: 'scrub', pool: facts.pool.name }],
          causes: [
            failing || rising
              ? 'The drive itself: it is wearing out, and it is better to replace it before it fails.'
              : 'The drive itself: a few such sectors are no news; if their number rises, replace it.',
          ],
        },
      ),
    ]
  })
}

function findCable(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const counted = new Set(withErrors(facts).map(({ leaf }) => leaf.guid))
  return devicesOf(facts).flatMap((member) => {
    const { drive } = member
    if (
      counted.has(member.leaf.guid) ||
      drive === undefined ||
      !drive.smart.known ||
      !hasCableErrors(member, facts)
    )
      return []
    const before = facts.earlier.get(drive.serial)?.interfaceErrors
    // An old count that nobody saw rise is no alarm: it is never set back.
    return [
      finding(
        'cable-errors',
        before === undefined ? 'info' : 'warn',
        `${sayMember(member)} counted ${drive.smart.interfaceErrors ?? 0} errors on its cable${before === undefined ? ' in its life' : `, ${(drive.smart.interfaceErrors ?? 0) - before} of them new`}.`,
        {
          devices: [foundDevice(member)],
          remedies:
            before === undefined
              ? []
              : [{ kind: 'by-hand', text: `Change the cable of ${sayMember(member)}, or use another slot.` }],
          causes: ['The cable, its plugs or the slot; not the drive.'],
        },
      ),
    ]
  })
}

/** Hard disks wear out faster above this, and most makers allow 60; SSDs slow down by themselves at about 70. */
const hotCelsius = { disk: 55, flash: 70 }

function findHot(facts: PoolDoctorFacts): readonly PoolFinding[] {
  return devicesOf(facts).flatMap((member) => {
    const { drive } = member
    if (drive === undefined || !drive.smart.known) return []
    const degrees = drive.smart.temperatureCelsius ?? 0
    if (degrees < (drive.rotational ? hotCelsius.disk : hotCelsius.flash)) return []
    return [
      finding('drive-hot', 'warn', `${sayMember(member)} is at ${degrees} °C.`, {
        devices: [foundDevice(member)],
        remedies: [{ kind: 'by-hand', text: 'Look after fans, dust and the air between the drives.' }],
      }),
    ]
  })
}

function findWorn(facts: PoolDoctorFacts): readonly PoolFinding[] {
  return devicesOf(facts).flatMap((member) => {
    const worn = member.drive?.smart.known === true ? (member.drive.smart.wearPercent ?? 0) : 0
    if (worn < 90) return []
    return [
      finding('drive-worn', 'warn', `${sayMember(member)} has used up ${worn} % of its life in writes.`, {
        devices: [foundDevice(member)],
        remedies: replaceWith(member, facts),
        causes: ['It still works; an SSD that is worn out may turn read-only from one day to the next.'],
      }),
    ]
  })
}

/** One device that answers much later than its neighbours holds all of them up. */
function findSlow(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const members = devicesOf(facts)
  return members.flatMap((member) => {
    const others = members.filter((other) => other !== member).map((other) => other.leaf.slowIos)
    if (member.leaf.slowIos < 10 || member.leaf.slowIos < 10 * Math.max(1, ...others)) return []
    return [
      finding(
        'drive-slow',
        'warn',
        `${sayMember(member)} took more than 30 seconds to answer, ${member.leaf.slowIos} times; the others did not.`,
        {
          devices: [foundDevice(member)],
          remedies: replaceWith(member, facts),
          causes: [
            'The drive itself: it tries again and again to read a weak spot, or it shingles its tracks (SMR).',
            'Its cable or plug.',
          ],
        },
      ),
    ]
  })
}
