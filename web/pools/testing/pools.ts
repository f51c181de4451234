import type { Drive, Pool, PoolHealth, PoolVdev } from '../../api/answers.ts'

export function vdev(name: string, changes: Partial<PoolVdev> = {}): PoolVdev {
  return {
    guid: `guid of ${name}`,
    in: undefined,
    name,
    kind: 'disk',
    class: 'normal',
    state: 'online',
    errors: { read: 0, write: 0, checksum: 0 },
    aux: undefined,
    sizeBytes: 4e12,
    allocatedBytes: undefined,
    failuresLeft: undefined,
    removing: undefined,
    scanning: undefined,
    path: `/dev/disk/by-id/ata-${name}-part1`,
    drive: { kernelName: name, model: 'HDD', serial: `S-${name}`, bay: undefined },
    ...changes,
  }
}

/** A group and its members, as rows. */
export function group(
  name: string,
  kind: PoolVdev['kind'],
  members: readonly PoolVdev[],
  changes: Partial<PoolVdev> = {},
): readonly PoolVdev[] {
  const head = vdev(name, { kind, failuresLeft: 1, path: undefined, drive: undefined, ...changes })
  return [head, ...members.map((member) => (member.in === undefined ? { ...member, in: head.guid } : member))]
}

export function pool(changes: Partial<Pool> = {}): Pool {
  return {
    name: 'tank',
    guid: '1',
    state: 'online',
    messageId: undefined,
    statusText: undefined,
    sizeBytes: 8e12,
    allocatedBytes: 2e12,
    freeBytes: 6e12,
    fragmentationPercent: 3,
    dedupRatio: 1,
    readOnly: false,
    scan: { state: 'none' },
    expansion: { state: 'none' },
    removal: { state: 'none' },
    checkpoint: { state: 'none' },
    vdevs: group('mirror-0', 'mirror', [vdev('sda'), vdev('sdb')]),
    dataErrors: { known: true, count: 0, objects: [] },
    vms: [],
    settings: undefined,
    ...changes,
  }
}

export function encrypted(keystatus: 'available' | 'unavailable', keylocation = 'prompt'): Pool['settings'] {
  const of = 'dataset' as const
  return Object.entries({ encryption: 'aes-256-gcm', keystatus, keylocation }).map(([name, value]) => ({
    name,
    of,
    value,
    local: true,
  }))
}

export function health(changes: Partial<PoolHealth> = {}): PoolHealth {
  return {
    pool: 'tank',
    verdict: 'ok',
    sentence: '',
    findings: [],
    losses: { state: 'none', objects: [], more: 0 },
    devices: [],
    next: [],
    beware: [],
    ...changes,
  }
}

export function finding(
  rule: string,
  severity: 'info' | 'warn' | 'fail',
  ...guids: readonly string[]
): PoolHealth['findings'][number] {
  const devices = guids.map((guid) => ({
    guid,
    device: guid,
    name: guid,
    serial: undefined,
    byIdPath: undefined,
    bay: undefined,
  }))
  return { rule, severity, sentence: '', devices, causes: [], remedies: [] }
}

export const running = {
  state: 'running',
  startedAt: '2026-03-01T12:00:00Z',
  paused: false,
  doneBytes: 62,
  totalBytes: 100,
  bytesPerSecond: 10,
  secondsLeft: 4,
  repairedBytes: 0,
} as const

export function drive(
  kernelName: string,
  uses: Drive['uses'] = [],
): Pick<Drive, 'id' | 'kernelName' | 'uses'> {
  return { id: `/dev/disk/by-id/ata-${kernelName}`, kernelName, uses }
}
