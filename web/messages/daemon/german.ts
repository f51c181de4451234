import app from './de-app.json' with { type: 'json' }
import host from './de-host.json' with { type: 'json' }
import jobs from './de-jobs.json' with { type: 'json' }
import joined from './de-joined.json' with { type: 'json' }
import libvirt from './de-libvirt.json' with { type: 'json' }
import pools from './de-pools.json' with { type: 'json' }
import vms from './de-vms.json' with { type: 'json' }
import words from './de-words.json' with { type: 'json' }
import zfs from './de-zfs.json' with { type: 'json' }
import type { DaemonTexts } from './translate.ts'

/** What the daemon says, in German, by the rooms of the source. Loaded only where German is read. */
export const germanTexts: DaemonTexts = {
  templates: { ...vms, ...pools, ...jobs, ...app, ...zfs, ...libvirt, ...host, ...joined },
  words,
}
