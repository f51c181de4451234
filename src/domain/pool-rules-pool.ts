import {
  devicesOf,
  finding,
  foundDevice,
  type PoolDoctorFacts,
  type PoolFinding,
  type PoolRule,
} from './pool-doctor-facts.ts'
import { sayMember } from './pool-members.ts'
import { failuresSurvived } from './pool.ts'
import { formatBytes } from './size.ts'

// Rules about the pool as a whole: whether it answers, how full it is, how it is made.

export const poolRules: readonly PoolRule[] = [
  { id: 'suspended', find: findSuspended },
  { id: 'unavailable', find: findUnavailable },
  { id: 'full', find: findFull },
  { id: 'no-redundancy', find: findBare },
  { id: 'sectors', find: findSectors },
  { id: 'read-only', find: findReadOnly },
  { id: 'features', find: findFeatures },
]

function findSuspended(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const { pool } = facts
  if (pool.state !== 'suspended') return []
  const gone = devicesOf(facts).filter(
    ({ leaf }) => leaf.state !== 'online' && leaf.class !== 'spare' && leaf.class !== 'l2cache',
  )
  return [
    finding(
      'suspended',
      'fail',
      `${pool.name} stands still: it lost more drives than it can do without, and every read and write waits for them.`,
      {
        devices: gone.map(foundDevice),
        remedies: [
          {
            kind: 'by-hand',
            text: `Bring the drives back${gone.length === 0 ? '' : ` (${gone.map(sayMember).join('; ')})`}: look at their cables, power and controller.`,
          },
          { kind: 'clear', pool: pool.name },
        ],
        beware: [
          'Do not restart the host before the drives are back: what VMs wrote last waits in its memory, and would be lost.',
          'Commands that touch the pool hang until then.',
          'Should it stand still although they are back and it was cleared, as OpenZFS 2.1 may: start the host anew. Only what was written last is lost.',
        ],
        causes: ['Power, a cable or a controller that several drives share: they seldom fail at once.'],
      },
    ),
  ]
}

function findUnavailable({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  if (pool.state !== 'faulted' && pool.state !== 'unavail') return []
  return [
    finding(
      'unavailable',
      'fail',
      `${pool.name} cannot be used: too many of its drives are missing or damaged.`,
      {
        remedies: [
          {
            kind: 'by-hand',
            text: 'Bring the missing drives back: look at their cables, power and controller.',
          },
          { kind: 'clear', pool: pool.name },
        ],
        beware: [
          'Do not make a new pool of its drives: as long as nothing is written to them, what is there may still be read.',
        ],
      },
    ),
  ]
}

/** From 80 % on ZFS looks longer for room; from 95 % on it gets very slow, and the last percents are its own reserve. */
const fullness = [
  { percent: 95, severity: 'fail', say: 'soon VMs are paused because they cannot write' },
  { percent: 90, severity: 'warn', say: 'writing gets slow' },
  { percent: 80, severity: 'info', say: 'time to plan for more room' },
] as const

function findFull({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  if (pool.sizeBytes === 0) return []
  const percent = (100 * pool.allocatedBytes) / pool.sizeBytes
  const step = fullness.find((one) => percent >= one.percent)
  if (step === undefined) return []
  const held = pool.checkpoint.state === 'exists' ? pool.checkpoint.sizeBytes : 0
  return [
    finding(
      'full',
      step.severity,
      `${pool.name} is ${Math.floor(percent)} % full (${formatBytes(pool.freeBytes)} free): ${step.say}.`,
      {
        remedies: [
          ...(held > 0 ? [{ kind: 'discard-checkpoint', pool: pool.name } as const] : []),
          {
            kind: 'by-hand',
            text: 'Empty the bin (`kiste bin list`), delete snapshots and images nobody needs, or add a vdev (`kiste pool add`).',
          },
        ],
        causes: held > 0 ? [`The checkpoint holds ${formatBytes(held)} back.`] : [],
      },
    ),
  ]
}

function findBare({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  const alone = pool.vdevs.filter(
    (vdev) => ['normal', 'special', 'dedup'].includes(vdev.class) && failuresSurvived(vdev) === 0,
  )
  if (alone.length === 0) return []
  return [
    finding(
      'no-redundancy',
      'warn',
      `${pool.name} keeps no second copy of what is on ${alone.map((vdev) => vdev.name.replace(/^\/dev\/disk\/by-id\//, '')).join(', ')}: when that fails, the pool is lost.`,
      {
        remedies: [
          {
            kind: 'by-hand',
            text: `Attach a second drive to make it a mirror: kiste pool attach ${pool.name}`,
          },
        ],
      },
    ),
  ]
}

function findSectors(facts: PoolDoctorFacts): readonly PoolFinding[] {
  const members = devicesOf(facts).filter(({ leaf }) => leaf.blockSize !== undefined)
  if (members.length === 0) return []
  const [first] = members
  return [
    finding(
      'sectors',
      'info',
      `${members.map(sayMember).join('; ')} work${members.length === 1 ? 's' : ''} in sectors of ${first?.leaf.blockSize?.nativeBytes ?? 0} bytes, and the pool writes ${first?.leaf.blockSize?.configuredBytes ?? 0}: small writes are slow, for good.`,
      {
        devices: members.map(foundDevice),
        causes: ['The vdev was made for other drives; only a new pool changes that.'],
      },
    ),
  ]
}

function findReadOnly({ pool }: PoolDoctorFacts): readonly PoolFinding[] {
  if (!pool.readOnly) return []
  return [
    finding(
      'read-only',
      'info',
      `${pool.name} is imported read-only: nothing in it can be changed or mended.`,
    ),
  ]
}

function findFeatures({ pool, newFeatures }: PoolDoctorFacts): readonly PoolFinding[] {
  if (newFeatures === null || newFeatures === 0) return []
  return [
    finding(
      'features',
      'info',
      `This host’s ZFS has ${newFeatures} feature${newFeatures === 1 ? '' : 's'} that ${pool.name} does not use. Nothing is wrong with that: older hosts can import it the longer.`,
      { remedies: [{ kind: 'upgrade', pool: pool.name }] },
    ),
  ]
}
