import { join } from 'node:path'
import type { VmPlace } from '../store-host.ts'
import { storeName } from '../store-names.ts'

/** Where everything is in a `dir` store. Folders of VMs stand at the top; what is Kiste's own begins with a dot. */
export interface StoreLayout {
  readonly root: string
  readonly images: string
  readonly bin: string
  readonly bases: string
  /** What people sent and has not become an image yet. */
  readonly uploads: string
  /** Parts of downloads, to go on from; they outlive the daemon. */
  readonly downloads: string
  /** Half-made things: emptied when the store is opened. On the same file system, so that finished ones move by a rename. */
  readonly scratch: string
  place(vm: string): VmPlace
  binPlace(id: string): VmPlace
  base(id: string): string
}

/** Pure paths; `root` must be absolute and free of symbolic links. */
export function storeLayout(root: string): StoreLayout {
  const bin = join(root, '.bin')
  const bases = join(root, '.bases')
  return {
    root,
    images: join(root, '.images'),
    bin,
    bases,
    uploads: join(root, '.uploads'),
    downloads: join(root, '.downloads'),
    scratch: join(root, '.tmp'),
    place: (vm) => placeAt(join(root, storeName('vm', vm)), vm),
    binPlace: (id) => placeAt(join(bin, storeName('bin', id)), id),
    base: (id) => join(bases, `${storeName('disk', id)}.qcow2`),
  }
}

export const markerName = 'kiste.json'
export const binNoteName = 'bin.json'
export const definitionName = 'domain.xml'
export const policyName = 'policy.json'

function placeAt(path: string, vm: string): VmPlace {
  return {
    vm,
    path,
    roots: [path],
    nvramPath: join(path, 'nvram.fd'),
    seedPath: join(path, 'seed.iso'),
    consoleLogPath: join(path, 'console.log'),
    disk: (name) => ({
      source: { type: 'file', path: join(path, `${storeName('disk', name)}.qcow2`) },
      format: 'qcow2',
    }),
  }
}
