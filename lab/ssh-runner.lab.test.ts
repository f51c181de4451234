import { runnerContract } from '../src/host/testing/runner-contract.ts'
import { onEachLab } from './testing/on-each-lab.ts'

// One machine is enough: what is tried is ssh, which is the same in all flavours.
onEachLab('commands over a real ssh', (lab) => runnerContract(() => lab().runner), { only: ['zfs-2.3'] })
