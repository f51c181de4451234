import type { CommandError } from '../exec.ts'
import { ZfsError, type ZfsErrorKind } from './zfs-error.ts'

/** A text of ZFS and what it means. ZFS wraps its texts at will: they are matched with all white space made single blanks. */
export interface ErrorRow {
  readonly kind: ZfsErrorKind
  readonly when: RegExp
}

/**
 * The first row that fits anywhere in what a command said decides, so the telling ones stand first. The texts are those of
 * libzfs_util.c, libzfs_dataset.c, libzfs_pool.c, libzfs_sendrecv.c, libzfs_crypto.c, libzfs_mount.c and of the two commands,
 * 2.1 to 2.4; OpenZFS comes without translations.
 */
export const errorRows: readonly ErrorRow[] = [
  { kind: 'module-missing', when: /ZFS modules (?:are not loaded|cannot be auto-loaded)/ },
  { kind: 'module-missing', when: /\/dev\/zfs and \/proc\/self\/mounts are required/ },
  { kind: 'module-missing', when: /zfs_version_kernel\(\) failed/ },
  // libzfs_error_init() has no words for ENODEV: the node of the device is there, its driver is not.
  { kind: 'module-missing', when: /Failed to initialize the libzfs library/ },
  { kind: 'no-permission', when: /Permission denied the ZFS utilities must be run as root/ },
  { kind: 'module-too-old', when: /loaded zfs module does(?: not|n't) support/ },
  { kind: 'module-too-old', when: /operation not supported by zfs kernel module/ },
  { kind: 'module-too-old', when: /kernel modules must be upgraded/ },
  { kind: 'module-too-old', when: /(?:dRAID vdevs are|feature '[^']*') unsupported by (?:the )?kernel/ },

  // Streams: their texts hold words that mean something else in other commands.
  { kind: 'partial-saved', when: /Partially received snapshot is saved/ },
  { kind: 'partial-saved', when: /resuming stream can be generated/ },
  { kind: 'partial-blocks', when: /[Cc]ontains partially-complete/ },
  { kind: 'partial-blocks', when: /Resuming recv on existing/ },
  { kind: 'not-running', when: /does not have any resumable receive state/ },
  { kind: 'token-stale', when: /no longer (?:the same snapshot|exists)/ },
  { kind: 'token-bad', when: /resume token (?:is corrupt|does not match)/ },
  { kind: 'target-changed', when: /has been modified since most recent snapshot/ },
  { kind: 'base-mismatch', when: /most recent snapshot of [^]*? does not match incremental source/ },
  { kind: 'base-missing', when: /not an earlier snapshot from the same fs/ },
  { kind: 'base-missing', when: /incremental source (?:\([^)]*\) does not exist|could not be found)/ },
  { kind: 'base-missing', when: /local origin for clone [^]*? does not exist/ },
  { kind: 'target-exists', when: /destination [^]*?exists must specify -F/ },
  { kind: 'target-exists', when: /destination has (?:snapshots|children)/ },
  { kind: 'target-exists', when: /destination [^]*? is (?:a clone|the root dataset) / },
  { kind: 'target-exists', when: /destination already exists/ },
  { kind: 'stream-options', when: /requires? -L|need -L/ },
  { kind: 'stream-options', when: /embedded data stream feature/ },
  { kind: 'stream-options', when: /IV set guid (?:mismatch|missing)/ },
  { kind: 'stream-options', when: /Spill block flag missing/ },
  {
    kind: 'stream-options',
    when: /stream (?:has unsupported feature|has deprecated|is not compatible|uses crypto)/,
  },
  { kind: 'stream-broken', when: /checksum mismatch or incomplete stream/ },
  { kind: 'stream-broken', when: /failed to read from stream|incomplete stream/ },
  { kind: 'stream-broken', when: /invalid (?:backup )?stream|incorrect header checksum|invalid record type/ },

  // Keys.
  { kind: 'key-wrong', when: /Incorrect key provided/ },
  { kind: 'key-loaded', when: /Key already loaded/ },
  { kind: 'key-not-loaded', when: /Key already unloaded/ },
  { kind: 'key-unfit', when: /(?:Passphrase|(?:Raw|Hex) key) too (?:short|long)/ },
  { kind: 'key-unfit', when: /Invalid hex|Provided keys do not match|Failed to open key material file/ },
  { kind: 'key-unfit', when: /Keyformat required|Invalid keylocation|Encryption must be turned on/ },
  { kind: 'key-needed', when: /[Kk]ey (?:must be|is not(?: currently)?|not) loaded/ },
  { kind: 'key-needed', when: /Mount encrypted datasets to replay/ },
  { kind: 'encryption-conflict', when: /encryption failure|encryption key does not match/ },
  { kind: 'encryption-conflict', when: /cannot perform raw receive on top of/ },
  { kind: 'encryption-conflict', when: /cannot be used to destroy an encrypted/ },
  { kind: 'encryption-conflict', when: /outside (?:of )?its encryption root/ },
  { kind: 'encryption-conflict', when: /encryption property '[^']*' cannot be set/ },

  // What holds on to an object; "busy" comes last, as it says least.
  { kind: 'held', when: /it's being held/ },
  { kind: 'has-clones', when: /snapshot is cloned/ },
  { kind: 'has-clones', when: /has dependent clones|clones of previous snapshots exist/ },
  { kind: 'has-children', when: /(?:filesystem|volume|dataset) has children/ },
  { kind: 'has-children', when: /operation does not apply to pools/ },
  { kind: 'newer-snapshots', when: /more recent snapshots or bookmarks exist/ },
  { kind: 'not-a-clone', when: /not a cloned filesystem/ },
  { kind: 'promote-conflict', when: /conflicting snapshot/ },

  // Devices. Of several reasons behind `use '-f'`, that redundancy differs is the one to think about.
  { kind: 'uneven-redundancy', when: /mismatched replication level|devices of different sizes/ },
  { kind: 'device-has-data', when: /use '-f' to override the following error/ },
  { kind: 'device-in-use', when: /is part of (?:active|exported|potentially active) pool/ },
  { kind: 'device-in-use', when: /is a member \([^)]*\) of pool/ },
  { kind: 'device-in-use', when: /is in use and contains|reserved as a hot spare|in use as a cache/ },
  { kind: 'device-in-use', when: /devices (?:are already in use|refer to the same device)/ },
  { kind: 'device-in-use', when: /vdevs refer to the same device/ },
  { kind: 'device-in-use', when: /cannot open '\/[^']*': Device or resource busy| \/\S+ is busy/ },
  { kind: 'device-missing', when: /cannot (?:resolve path|open) '\/[^']*'/ },
  { kind: 'device-missing', when: /failed to detect device partitions/ },
  { kind: 'device-missing', when: /failed to open \/[^]*?: No such file/ },
  { kind: 'no-such-device', when: /no such device in|device not in pool|couldn't find device/ },
  {
    kind: 'device-too-small',
    when: /device is too small|less than the minimum size|out of space on (?:the )?device/,
  },
  { kind: 'sector-size', when: /different optimal sector size|different physical sector sizes/ },
  { kind: 'sector-size', when: /higher alignment requirement|block size out of range/ },
  { kind: 'needed-replica', when: /no valid replicas/ },
  { kind: 'bad-layout', when: /invalid vdev specification|invalid dRAID|Unable to build a pool/ },
  { kind: 'bad-layout', when: /invalid config;|top-level vdevs must have the same sector size/ },
  { kind: 'bad-layout', when: /can only attach to|only applicable to|new device must be a single disk/ },
  { kind: 'bad-layout', when: /must be composed only of mirrors|at most one disk from each mirror/ },
  { kind: 'bad-layout', when: /cannot replace a|can only (?:be replaced by|replace child)/ },

  // What goes on in a pool.
  { kind: 'already-running', when: /currently (?:\w+ )?(?:scrubbing|resilvering|trimming|initializing)/ },
  { kind: 'already-running', when: /(?:device removal|raidz expansion|export) in progress/ },
  {
    kind: 'already-running',
    when: /scrub is paused|already in replacing|removal (?:for this vdev is|may) already/,
  },
  { kind: 'already-running', when: /offline or being replaced/ },
  { kind: 'not-running', when: /there (?:is|are) no active|operation is not in progress/ },
  { kind: 'checkpoint-exists', when: /checkpoint exists|currently discarding checkpoint/ },
  { kind: 'no-checkpoint', when: /checkpoint does not exist/ },

  // Importing.
  { kind: 'used-elsewhere', when: /in use from (?:an)?other system|imported on (?:a different |host )?/ },
  { kind: 'used-elsewhere', when: /multihost property on/ },
  { kind: 'name-taken', when: /a pool with that name|cannot import '[^']*': pool already exists/ },
  { kind: 'ambiguous', when: /more than one matching pool/ },
  { kind: 'device-unavailable', when: /devices is currently unavailable/ },
  // It is the device that is not there; of a pool that nobody has it says "no such pool available".
  { kind: 'device-unavailable', when: /cannot import '[^']*': no such pool or dataset/ },

  // Mounting.
  { kind: 'already-mounted', when: /filesystem already mounted/ },
  { kind: 'not-mounted', when: /not currently mounted/ },
  { kind: 'not-mountable', when: /no mountpoint set|legacy mountpoint|'canmount' property is set to 'off'/ },
  { kind: 'mountpoint-in-use', when: /directory is not empty|exists and is not empty/ },

  // Health and space.
  { kind: 'suspended', when: /pool I\/O is currently suspended/ },
  { kind: 'suspended', when: /pool (?:'[^']*' )?is (?:currently )?unavailable/ },
  { kind: 'io-error', when: /I\/O error|insufficient replicas/ },
  { kind: 'no-space', when: /out of space|space quota exceeded|No space left|[Dd]is[ck] quota exceeded/ },
  { kind: 'no-space', when: /size is greater than available space/ },
  {
    kind: 'read-only',
    when: /(?:dataset|pool) is read-only|[Rr]ead-only file system|one or more devices is read only/,
  },
  {
    kind: 'no-permission',
    when: /permission denied|delegated administration is disabled|Insufficient privileges/i,
  },

  // Objects.
  { kind: 'hold-exists', when: /tag already exists/ },
  { kind: 'no-such-hold', when: /no such tag/ },
  { kind: 'no-parent', when: /parent does not exist|no such parent|destination '[^']*' does not exist/ },
  { kind: 'no-parent', when: /parent (?:'[^']*' )?is not a filesystem/ },
  { kind: 'exists', when: /(?:dataset|pool|snapshot|bookmark) (?:or dataset )?(?:already )?exists/ },
  { kind: 'not-found', when: /dataset does not exist|no such pool|could not find any snapshots/ },
  { kind: 'not-found', when: /bookmark '[^']*' does not exist|snapshot '?[^']*'? does not exist/ },
  {
    kind: 'bad-name',
    when: /invalid character|(?:name|tag) (?:is )?too long|too deep|nesting depth exceeded/,
  },
  {
    kind: 'bad-name',
    when: /name (?:is reserved|must begin)|doesn't begin with a letter|reserved disk name/,
  },
  {
    kind: 'bad-name',
    when: /empty component|(?:leading|trailing) slash|(?:self|parent) reference|delimiter/,
  },
  {
    kind: 'bad-name',
    when: /missing dataset name|invalid (?:snapshot |pool |bookmark )?name|longer than the maximum/,
  },
  { kind: 'bad-name', when: /cannot be a descendant of current dataset/ },
  { kind: 'pool-too-old', when: /pool (?:and or dataset )?must be upgraded|feature must be enabled/ },
  {
    kind: 'pool-too-old',
    when: /unsupported version or feature|unsupported ZFS version|feature not enabled/,
  },
  { kind: 'bad-property', when: /invalid property|bad property list|bad (?:volume|numeric)/ },
  {
    kind: 'bad-property',
    when: /property '?[^']*'? (?:value|must|can|cannot|is|does not|specified)|'[^']*' (?:must be|is readonly|cannot be|does not apply)/,
  },
  {
    kind: 'bad-property',
    when: /volume (?:block )?size|size is less than current|invalid quota or reservation|read-only property/,
  },
  { kind: 'not-supported', when: /not supported (?:on|by) this|are not supported by this device/ },
  { kind: 'not-supported', when: /not applicable to|datasets must be within same pool|operation crosses/ },
  { kind: 'too-many-arguments', when: /argument list too long/i },
  {
    kind: 'busy',
    when: /(?:dataset|pool|mountpoint)(?: or dataset)? is busy|target is busy|could not unmount/,
  },
  { kind: 'busy', when: /'[^']*' is busy|currently busy/ },
]

/** What a failed command means. What it ended by counts before what it said. */
export function toZfsError(error: CommandError): ZfsError {
  const by = kindOfEnd(error)
  if (by !== undefined) return new ZfsError(by, [], error)
  // Import says on its standard output what the error on standard error means; behind `usage:` stands a manual of many words.
  const text = `${error.stderr.split(/^usage:$/m, 1)[0] ?? ''}\n${error.stdout}`
  const said = withoutNames(text, error.argv).replaceAll(/\s+/g, ' ')
  for (const { kind, when } of errorRows) {
    const found = when.exec(said)
    if (found) return new ZfsError(kind, found.slice(1), error)
  }
  return new ZfsError(error.end.why === 'exit' && error.end.code === 2 ? 'usage' : 'unknown', [], error)
}

/** Names may hold blanks, and so be any of these texts: `tank/out of space`. Those the command was given are taken out. */
function withoutNames(text: string, argv: readonly string[]): string {
  return argv
    .flatMap((word) => [word, ...word.split(/[@#]/, 1)])
    .filter((word) => word.includes(' '))
    .reduce((rest, name) => rest.replaceAll(name, '…'), text)
}

function kindOfEnd({ end }: CommandError): ZfsErrorKind | undefined {
  switch (end.why) {
    case 'missing':
      return 'not-installed'
    case 'not-started':
      // A folder of the PATH that may not be entered hides that the command is in none of them.
      if (end.code === 'EACCES') return 'not-installed'
      return end.code === 'E2BIG' ? 'too-many-arguments' : 'unknown'
    case 'aborted':
      return 'cancelled'
    case 'timeout':
      return 'timeout'
    case 'abandoned':
      return 'abandoned'
    case 'unreachable':
      return 'unreachable'
    case 'lost':
      return 'connection-lost'
    case 'exit':
    case 'signal':
      return undefined
  }
}
