import type { StoreZfs } from './store-zfs.ts'

/** OpenZFS that is opened at the first question, so that nothing waits for it where nobody asks. */
export function lateStoreZfs(open: () => Promise<StoreZfs>): StoreZfs {
  return {
    look: async (...given) => (await open()).look(...given),
    withSettings: async (...given) => (await open()).withSettings(...given),
    run: async (...given) => (await open()).run(...given),
    space: async (...given) => (await open()).space(...given),
    mount: async (...given) => (await open()).mount(...given),
    device: async (...given) => (await open()).device(...given),
    link: async (...given) => (await open()).link(...given),
    isOpen: async (...given) => (await open()).isOpen(...given),
    fileBytes: async (...given) => (await open()).fileBytes(...given),
    copy: async (...given) => (await open()).copy(...given),
    abandonCopy: async (...given) => (await open()).abandonCopy(...given),
    existing: async (...given) => (await open()).existing(...given),
    snapshotNames: async (...given) => (await open()).snapshotNames(...given),
  }
}
