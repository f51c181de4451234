import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import type { RunningVms } from '../../../src/host/dir/store.ts'

/** Something that has a disk open for writing as QEMU has, with its locks, and can be told to write and to go on in another file. */
export interface StandInVm {
  readonly running: RunningVms
  /** Fills 64 KiB of the disk with one byte; on the disk when this returns. */
  write(byte: number, atKiB: number): Promise<void>
  stop(): Promise<void>
}

/** Opens what lies under this path now. `fails` makes the next pivot fail as libvirt may: before it did anything. */
export async function openStandInVm(path: string, fails: () => boolean = () => false): Promise<StandInVm> {
  let qemuIo = await open(path)
  const close = async () => {
    const ended = once(qemuIo, 'exit')
    qemuIo.stdin.end('quit\n')
    await ended
  }
  return {
    running: {
      openDisks: () => Promise.resolve([path]),
      async pivotDisks() {
        if (fails()) throw new Error('libvirt does not want to')
        await close()
        qemuIo = await open(path)
      },
    },
    async write(byte, atKiB) {
      const done = once(qemuIo.stdout, 'data')
      qemuIo.stdin.write(`write -f -P ${byte} ${atKiB}k 64k\n`)
      await done
    },
    stop: close,
  }
}

async function open(path: string): Promise<ChildProcessWithoutNullStreams> {
  const child = spawn('qemu-io', ['-f', 'qcow2', path])
  child.stdin.write('length\n')
  await once(child.stdout, 'data')
  return child
}
