import { afterAll, beforeAll, expect } from 'vitest'
import { lockedStoreContract } from '../src/host/testing/locked-store-contract.ts'
import { diskPath } from './disks.ts'
import { openRemoteStores, type RemoteStores } from './store-inside/remote-stores.ts'
import { onEachLab } from './testing/on-each-lab.ts'

const storeFolder = '/var/lib/kiste/stores/tank'

// The store runs inside, where its files and devices are. Its key is unloaded and loaded behind its back, which mounts nothing.
onEachLab('a store whose key is not loaded', (lab) => {
  let stores: RemoteStores | undefined
  const sh = async (script: string) => (await lab().runner.run(['sh', '-ec', script])).stdout.trim()
  const there = () => {
    if (!stores) throw new Error('the stores are not open')
    return stores
  }
  beforeAll(async () => {
    const disk = diskPath('lab-disk-1')
    await sh(
      `mkdir -p /root/keys; head -c 32 /dev/urandom >/root/keys/tank; zpool create -f -O encryption=on -O keyformat=raw -O keylocation=file:///root/keys/tank tank ${disk}`,
    )
    stores = await openRemoteStores(lab())
    await stores.create('tank')
  })
  afterAll(async () => {
    expect(stores?.problems).toEqual([])
    await stores?.close()
  })
  lockedStoreContract(() => ({
    stores: there(),
    store: there().get('tank'),
    // udev may look at a volume that was closed a moment ago.
    lock: async () => {
      await sh(
        'for fs in $(zfs mount | grep -o "^tank[^ ]*" | sort -r); do zfs unmount "$fs"; done; for try in 1 2 3 4 5 6 7 8; do zfs unload-key tank && exit 0; sleep 1; done; exit 1',
      )
    },
    unlock: async () => {
      expect(await sh(`find ${storeFolder} -xdev -mindepth 1`)).toBe('')
      await sh('zfs load-key tank')
    },
  }))
})
