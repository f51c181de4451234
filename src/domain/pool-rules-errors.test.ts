import { errorRules } from './pool-rules-errors.ts'
import type { Trouble } from './pool-trouble.ts'
import { judge, pair } from './testing/doctor-case.ts'
import { drivesFeeling } from './testing/doctor-facts.ts'

const at = '2026-11-25T08:00:00.000Z'
const checksums = { read: 0, write: 0, checksum: 295 }
const reads = { read: 12, write: 3, checksum: 0 }
const trouble = (what: Trouble['what'], where?: string): Trouble => ({
  what,
  at,
  count: 2,
  ...(where === undefined ? {} : { where }),
})

judge(
  [
    {
      what: 'checksum errors on one disk that nothing else speaks against',
      pool: pair({ errors: checksums }),
      finds: ['warn errors-on-one'],
      says: /^sda.* had 295 checksum errors\. Nothing is lost\.$/,
      next: ['pool replace tank @sda @sdc', 'pool clear tank', 'pool scrub tank'],
      because: /^What was read was not what was written/,
    },
    {
      what: 'checksum errors on one disk after a power cut',
      pool: pair({ errors: checksums }),
      facts: { troubles: [trouble('unclean-start')] },
      finds: ['warn errors-on-one'],
      because: /^A power cut: the drive lost what it had confirmed/,
    },
    {
      what: 'read errors on a disk that wears out',
      pool: pair({ errors: reads }),
      facts: {
        drives: drivesFeeling({ sda: { reallocatedSectors: 40, pendingSectors: 8 } }),
        earlier: new Map([['S-sda', { known: true, reallocatedSectors: 16 }]]),
      },
      finds: ['fail errors-on-one'],
      says: /had 12 read errors and 3 write errors/,
      next: ['pool replace tank @sda @sdc'],
      because:
        /^The drive itself: it has given up 40 sectors, 24 more than before; it cannot read 8 sectors\.$/,
    },
    {
      what: 'errors on a disk whose cable counts errors',
      pool: pair({ errors: reads }),
      facts: { drives: drivesFeeling({ sda: { interfaceErrors: 77 } }) },
      finds: ['warn errors-on-one'],
      next: ['hand', 'pool replace tank @sda @sdc', 'pool clear tank', 'pool scrub tank'],
      because: /^The cable, its plugs or the slot/,
    },
    {
      what: 'errors on a disk whose link was set back',
      pool: pair({ errors: reads }),
      facts: {
        troubles: [trouble('link-reset', 'ata3')],
        drives: drivesFeeling({}, (drive) =>
          drive.kernelName === 'sda'
            ? { ...drive, paths: [...drive.paths, '/dev/disk/by-path/pci-0000:00:17.0-ata-3'] }
            : drive,
        ),
      },
      finds: ['warn errors-on-one'],
      because: /^The cable, its plugs, the slot or the power: the link to the drive broke down/,
    },
    {
      what: 'errors on several disks, without ECC',
      pool: pair({ errors: checksums }, { errors: { ...checksums, checksum: 1 } }),
      finds: ['fail errors-on-several'],
      says: /2 drives have errors at once: sda.* had 295 checksum errors; sdb.* had 1 checksum error\./,
      next: ['hand', 'pool clear tank', 'pool scrub tank'],
      because:
        /^The memory, most likely: it has no ECC.*memtest86\+.*\n.*power supply.*\n.*controller.*\nThe drives themselves last/,
      beware: /Do not replace drives yet/,
    },
    {
      what: 'errors on several disks, with ECC',
      pool: pair({ errors: checksums }, { errors: checksums }),
      facts: { memoryEcc: true },
      finds: ['fail errors-on-several'],
      because: /^The memory: it mends its own errors \(ECC\) and told of none, so this is less likely/,
    },
    {
      what: 'errors on several disks whose links broke down',
      pool: pair({ errors: reads }, { errors: reads }),
      facts: { troubles: [trouble('link-reset', 'sda'), trouble('timeout', 'sdb')] },
      finds: ['fail errors-on-several'],
      because: /^The power or the controller: the links to several of the drives broke down/,
    },
    {
      what: 'errors on several disks, and in the memory',
      pool: pair({ errors: checksums }, { errors: checksums }),
      facts: { troubles: [trouble('memory-uncorrected')] },
      finds: ['fail memory-errors', 'fail errors-on-several'],
      // Neither clearing nor scrubbing while the memory lies.
      next: ['hand', 'hand'],
      beware: /do not scrub before the memory is changed/,
    },
    {
      what: 'memory that mends itself',
      facts: { troubles: [trouble('memory-corrected')], memoryEcc: true },
      finds: ['warn memory-errors'],
      says: /2 errors that it mended itself/,
    },
    {
      what: 'a VM’s disk that is damaged',
      pool: {
        dataErrors: { known: true, count: 3, objects: ['tank/kiste/web/root:<0x1>', '/tank/photo one.jpg'] },
      },
      finds: ['fail data-lost'],
      says: /^Damaged beyond repair in tank: part of the disk root of web, \/tank\/photo one\.jpg\.$/,
      next: ['hand', 'pool scrub tank', 'snapshot list web'],
      beware: /older snapshots and backups/,
    },
    {
      what: 'damage in what is gone',
      pool: { dataErrors: { known: true, count: 1, objects: ['<0x5e>:<0x1a>'] } },
      finds: ['warn data-lost'],
      next: ['pool scrub tank'],
    },
    {
      what: 'damage that ZFS counts and does not name',
      pool: { dataErrors: { known: true, count: 1047, objects: [] } },
      finds: ['fail data-lost'],
      says: /^Damaged beyond repair in tank: 1047 blocks that ZFS has not named in time\.$/,
      next: ['hand', 'pool scrub tank'],
      beware: /older snapshots and backups/,
    },
    {
      what: 'damage that could not be read',
      pool: { dataErrors: { known: false, because: 'no right' } },
      finds: ['warn data-lost'],
      says: /^Whether tank has lost data could not be read: no right\.$/,
    },
    {
      what: 'a drive that says it is failing, though ZFS has no complaint',
      facts: { drives: drivesFeeling({ sdb: { passed: false } }) },
      finds: ['fail drive-failing'],
      says: /^tank says it is online, but: sdb.* works, but it says of itself that it is failing\./,
      next: ['pool replace tank @sdb @sdc'],
    },
    {
      what: 'a few bad sectors',
      facts: { drives: drivesFeeling({ sdb: { reallocatedSectors: 1 } }) },
      finds: ['warn drive-failing'],
      says: /it has given up 1 sector\./,
      next: ['pool scrub tank'],
    },
    {
      what: 'bad sectors that rise',
      facts: {
        drives: drivesFeeling({ sdb: { reallocatedSectors: 9 } }),
        earlier: new Map([['S-sdb', { known: true, reallocatedSectors: 1 }]]),
      },
      finds: ['fail drive-failing'],
      next: ['pool replace tank @sdb @sdc'],
    },
    {
      what: 'old cable errors',
      facts: { drives: drivesFeeling({ sdb: { interfaceErrors: 5 } }) },
      finds: ['info cable-errors'],
      next: [],
    },
    {
      what: 'new cable errors',
      facts: {
        drives: drivesFeeling({ sdb: { interfaceErrors: 5 } }),
        earlier: new Map([['S-sdb', { known: true, interfaceErrors: 3 }]]),
      },
      finds: ['warn cable-errors'],
      says: /5 errors on its cable, 2 of them new/,
      next: ['hand'],
    },
    {
      what: 'cable errors that did not rise',
      facts: {
        drives: drivesFeeling({ sdb: { interfaceErrors: 5 } }),
        earlier: new Map([['S-sdb', { known: true, interfaceErrors: 5 }]]),
      },
      finds: [],
    },
    {
      what: 'heat',
      facts: { drives: drivesFeeling({ sda: { temperatureCelsius: 56 } }) },
      finds: ['warn drive-hot'],
      says: /56 °C/,
    },
    { what: 'warmth', facts: { drives: drivesFeeling({ sda: { temperatureCelsius: 54 } }) }, finds: [] },
    {
      what: 'wear',
      facts: { drives: drivesFeeling({ sda: { wearPercent: 95 } }) },
      finds: ['warn drive-worn'],
    },
    {
      what: 'a slow disk',
      pool: pair({ slowIos: 40 }),
      finds: ['warn drive-slow'],
      says: /took more than 30 seconds to answer, 40 times; the others did not/,
    },
    {
      what: 'disks that are all slow',
      pool: pair({ slowIos: 40 }, { slowIos: 30 }),
      finds: [],
    },
  ],
  errorRules,
)
