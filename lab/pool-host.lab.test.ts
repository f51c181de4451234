import { readDrives } from '../src/host/facts/drives.ts'
import { poolContract } from '../src/host/testing/pool-contract.ts'
import { openedOnce } from '../src/host/opened-once.ts'
import { openZfs } from '../src/host/zfs/zfs.ts'
import { zfsPoolHost } from '../src/host/zfs/zfs-pool-host.ts'
import { onEachLab } from './testing/on-each-lab.ts'

// What the fake host of pools promises, on OpenZFS.
onEachLab('the contract of pools', (lab) => {
  poolContract(() => {
    const { runner } = lab()
    return {
      pools: zfsPoolHost({
        runner,
        zfs: openedOnce(() => openZfs(runner)),
        readDrives: (look) => readDrives(runner, look),
        lookEveryMs: 500,
      }),
      serials: [1, 2, 3, 4].map((number) => `lab-disk-${number}`),
    }
  })
})
