import type { DriveAnswer } from '../contract/schemas/drive.ts'

type Use = DriveAnswer['uses'][number]
type Smart = Extract<DriveAnswer['smart'], { known: true }>

/** What the CLI says about pools and drives. */
export const poolWords = {
  pools: {
    none: 'There is no pool yet. Make one: kiste pool create tank',
    columns: {
      name: 'POOL',
      state: 'STATE',
      size: 'SIZE',
      used: 'USED',
      free: 'FREE',
      fragmented: 'FRAGMENTED',
    },
    silent: 'does not answer',
    readOnly: 'read-only',
  },
  show: {
    columns: {
      device: 'DEVICE',
      state: 'STATE',
      errors: 'READ/WRITE/CHECKSUM',
      size: 'SIZE',
      drive: 'DRIVE',
    },
    size: 'Size',
    sizeText: (size: string, used: string, free: string) => `${size}, ${used} used, ${free} free`,
    vms: 'VMs',
    noVms: 'none',
    checked: 'Last check',
    settings: 'Set',
    never: 'never',
    removing: 'being emptied',
    scan: {
      scrub: 'scrub',
      resilver: 'rebuilding',
    },
    running: (what: string, percent: number, done: string, total: string) =>
      `${what}: ${percent} %, ${done} of ${total}`,
    rate: (rate: string) => `${rate}/s`,
    left: (time: string) => `${time} left`,
    paused: 'paused',
    finished: (what: string, at: string, errors: number) =>
      `${what} on ${at}, ${errors === 0 ? 'nothing wrong' : `${errors} errors`}`,
    cancelled: (what: string, at: string) => `${what} stopped on ${at}`,
    expanding: (vdev: string, percent: number) => `${vdev} is being expanded: ${percent} %`,
    trimming: (percent: number, paused: boolean) => `trim: ${percent} %${paused ? ', paused' : ''}`,
    emptying: (percent: number) => `a vdev is being emptied: ${percent} %`,
    checkpoint: (at: string, size: string) => `there is one of ${at}, holding ${size}`,
    titles: { work: 'Going on', checkpoint: 'Checkpoint' },
  },
  importable: {
    none: 'No pool was found on the drives of this host that is not imported.',
    columns: { name: 'POOL', guid: 'GUID', state: 'STATE', host: 'LAST USED BY', drives: 'DRIVES' },
    hosts: { none: 'exported', last: 'another host', now: 'another host, now', unknown: 'not known' },
  },
  layouts: {
    columns: {
      title: 'LAYOUT',
      usable: 'FOR VMS',
      survives: 'MAY FAIL',
      rebuild: 'REBUILD',
      block: 'BLOCK COSTS',
    },
    recommended: 'Recommended',
    any: (any: number, best: number) => (best > any ? `${any} (with luck ${best})` : String(any)),
    block: (size: string, inflation: number) => `${size} ×${inflation.toFixed(2)}`,
    unused: (drive: string, because: string) => `Not used: ${drive}, as ${because}.`,
  },
  doctor: {
    lost: (what: string) => `Lost: ${what}`,
    device: 'Drive',
    serial: (serial: string) => `serial ${serial}`,
    likely: (cause: string) => `Likely: ${cause}`,
    beware: (what: string) => `Meanwhile: ${what}`,
    next: 'What to do:',
  },
  done: {
    made: (pool: string) => `The pool ${pool} is there.`,
    did: (title: string) => `Done: ${title}`,
  },
  noSetting: (text: string) => ({
    message: `${JSON.stringify(text)} is no setting.`,
    hint: 'Write PROPERTY=VALUE, such as compression=zstd.',
  }),
  vdevOrStop: (pool: string) => ({
    message: 'Name the vdev that is to leave, or say --stop.',
    hint: `See them: kiste pool show ${pool}`,
  }),
  arc: (size: string, most: string, memory: string, set: boolean) =>
    `ZFS uses ${size} of ${memory} of memory as its cache, and up to ${most}${set ? ', as was set' : ', by its own choice'}.`,
  drives: {
    none: 'No drive was found.',
    columns: {
      drive: 'DRIVE',
      size: 'SIZE',
      kind: 'KIND',
      model: 'MODEL',
      serial: 'SERIAL',
      bay: 'BAY',
      health: 'HEALTH',
      use: 'USED FOR',
    },
    facts: {
      size: 'Size',
      serial: 'Serial',
      bay: 'Bay',
      sectors: 'Sectors',
      health: 'Health',
      path: 'Path',
    },
    sectors: (logical: number, physical: number) =>
      logical === physical ? `${logical} bytes` : `${logical} bytes, ${physical} inside`,
    free: 'nothing, it is free',
    unknown: 'not known',
    fine: 'good',
    failing: 'says it is failing',
    worn: (sectors: number) => `${sectors} bad sectors`,
    use: (use: Use): string => {
      switch (use.what) {
        case 'mounted':
          return `mounted on ${use.mountpoint}`
        case 'swap':
          return 'swap'
        case 'pool':
          return use.imported ? `pool ${use.pool}` : `pool ${use.pool}, not imported`
        case 'holder':
          return `held by ${use.holder}`
        case 'unreadable':
          return `not known: ${use.because}`
        case 'content':
          return use.label === undefined ? use.type : `${use.type} “${use.label}”`
        case 'partitions':
          return `${use.count} partition${use.count === 1 ? '' : 's'}`
        case 'vm':
          return `VM ${use.vm}`
      }
    },
    smart: (smart: Smart): readonly string[] => [
      ...(smart.temperatureCelsius === undefined ? [] : [`${smart.temperatureCelsius} °C`]),
      ...(smart.powerOnHours === undefined ? [] : [`${smart.powerOnHours} hours powered on`]),
      ...(smart.reallocatedSectors === undefined ? [] : [`${smart.reallocatedSectors} sectors reallocated`]),
      ...(smart.pendingSectors === undefined ? [] : [`${smart.pendingSectors} sectors pending`]),
      ...(smart.interfaceErrors === undefined ? [] : [`${smart.interfaceErrors} errors on the cable`]),
      ...(smart.wearPercent === undefined ? [] : [`${smart.wearPercent} % worn`]),
    ],
  },
} as const
