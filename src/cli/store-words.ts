/** What the CLI says about stores, images and the bin. */
export const storeWords = {
  stores: {
    columns: { name: 'STORE', kind: 'KIND', size: 'SIZE', free: 'FREE', used: 'USED', path: 'PATH' },
    locked: 'locked',
    made: (name: string) => `The store ${name} is ready for VMs.`,
  },
  adopt: {
    store: (what: string) => `Done: ${what}.`,
    vm: (name: string) => `${name} is in Kiste's care now.`,
    storeOfStore: 'The VMs of a store stay in it; --store goes with: kiste adopt vm NAME',
    onlyVm: (what: string, name: string) =>
      `"${what} ${name}" is one word too many. A store: kiste adopt ${what}. A VM: kiste adopt vm ${name}`,
  },
  bin: {
    none: 'The bin is empty.',
    columns: { entry: 'ENTRY', vm: 'VM', deleted: 'DELETED', keptUntil: 'KEPT UNTIL', size: 'SIZE' },
    restored: (name: string) => `${name} is back, and off.`,
    purged: (name: string) => `${name} is gone for good.`,
    notThere: (name: string) => ({
      message: `There is no ${JSON.stringify(name)} in the bin.`,
      hint: 'See what is there: kiste bin list',
    }),
    severalOf: (name: string, ids: readonly string[]) => ({
      message: `The bin holds several VMs that were called ${JSON.stringify(name)}.`,
      hint: `Say which: ${ids.join(', ')}`,
    }),
  },
  images: {
    none: 'There are no images yet. Make one: kiste image build debian, or fetch one: kiste image catalogue',
    columns: { id: 'IMAGE', kind: 'KIND', arch: 'ARCH', size: 'SIZE', from: 'FROM', title: 'TITLE' },
    catalogueColumns: { entry: 'ENTRY', arch: 'ARCH', here: 'HERE', title: 'TITLE' },
    origin: { catalogue: 'catalogue', built: 'built here', imported: 'imported' },
    usedBy: (vms: readonly string[]) =>
      vms.length === 0 ? 'No VM stands on it.' : `Used by ${vms.join(', ')}.`,
    kind: 'Kind',
    sizes: 'Size',
    sizeText: (size: string, file: string) => `${size} (${file} in the store)`,
    from: 'From',
    signature: 'Signature',
    signed: (by: string) => `good, by ${by}`,
    unsigned: 'none is published; the checksum was right',
    notChecked: (because: string) => `not checked: ${because}`,
    builtFrom: (recipe: string) => `built on this host: ${recipe}`,
    cloudInit: 'cloud-init',
    added: 'Added',
    ready: (id: string) => `The image ${id} is ready.`,
    removed: (id: string) => `The image ${id} is removed.`,
  },
  networks: {
    none: 'libvirt has no networks of its own here. VMs are behind the host: --network user',
    columns: {
      name: 'NETWORK',
      state: 'STATE',
      mode: 'MODE',
      bridge: 'DEVICE',
      subnet: 'SUBNET',
      leases: 'ADDRESSES',
    },
    on: 'on',
    off: 'off',
    leases: ({ address, hostname }: { readonly address: string; readonly hostname?: string }) =>
      hostname === undefined ? address : `${address} (${hostname})`,
  },
  uploading: (name: string) => `Sending ${name}`,
} as const
