import { beforeAll } from 'vitest'
import { readDrives } from '../src/host/facts/drives.ts'
import { keyContract } from '../src/host/testing/key-contract.ts'
import { poolContract } from '../src/host/testing/pool-contract.ts'
import { openedOnce } from '../src/host/opened-once.ts'
import { openZfs } from '../src/host/zfs/zfs.ts'
import { zfsPoolHost } from '../src/host/zfs/zfs-pool-host.ts'
import { onEachLab } from './testing/on-each-lab.ts'

// What the fake host of pools promises, on OpenZFS.
onEachLab('the contract of pools', (lab) => {
  const pools = () => {
    const { runner } = lab()
    return zfsPoolHost({
      runner,
      zfs: openedOnce(() => openZfs(runner)),
      readDrives: (look) => readDrives(runner, look),
      lookEveryMs: 500,
    })
  }
  const sh = async (script: string) => {
    await lab().runner.run(['sh', '-ec', script])
  }
  beforeAll(() =>
    sh(
      'mkdir -p /root/keys; for key in good open; do head -c 32 /dev/urandom >/root/keys/$key; done; chmod 600 /root/keys/good; chmod 644 /root/keys/open',
    ),
  )
  poolContract(() => {
    return {
      pools: pools(),
      serials: [1, 2, 3, 4].map((number) => `lab-disk-${number}`),
    }
  })
  keyContract(() => ({
    pools: pools(),
    serial: 'lab-disk-1',
    files: {
      good: '/root/keys/good',
      open: '/root/keys/open',
      folder: '/root/keys',
      none: '/root/keys/none',
    },
    occupy: (_pool, path) => sh(`touch '${path}/stray'`),
    empty: (_pool, path) => sh(`rm '${path}/stray'`),
  }))
})
