import { beforeAll } from 'vitest'
import { snapshotContract } from '../src/host/testing/snapshot-contract.ts'
import { storeContract } from '../src/host/testing/store-contract.ts'
import { labHands } from './store-inside/lab-hands.ts'
import { tankUnderTest } from './store-inside/tank-under-test.ts'
import { onEachLab } from './testing/on-each-lab.ts'

onEachLab('a store in a pool', (lab) => {
  const tank = tankUnderTest(lab)
  beforeAll(async () => {
    // Made twice is made once.
    await tank.stores().create('tank')
  })
  storeContract(tank.host)
  snapshotContract(() => ({ store: tank.store(), ...labHands(lab(), tank.store()) }))
})
