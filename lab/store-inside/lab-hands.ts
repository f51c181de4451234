import type { DiskKind } from '../../src/domain/disk.ts'
import type { StoreHost } from '../../src/host/store-host.ts'
import type { SnapshotsUnderTest } from '../../src/host/testing/snapshot-hands.ts'
import type { Lab } from '../machine.ts'

/** Reaches into places inside the lab as guests and QEMU do. */
export function labHands(
  { runner }: Lab,
  store: StoreHost,
  kind: DiskKind = 'volume',
): Omit<SnapshotsUnderTest, 'store'> {
  const device = (vm: string, disk: string) => store.place(vm).disk(disk, kind).source.path
  return {
    async writeDisk(vm, disk, text) {
      // What a guest wrote is on the volume, and not in a cache of the host; a file stays as long as it is.
      await runner.run(
        [
          'dd',
          `of=${device(vm, disk)}`,
          'bs=4096',
          'count=1',
          'oflag=direct',
          'conv=notrunc',
          'iflag=fullblock',
          'status=none',
        ],
        {
          input: Buffer.from(text.padEnd(4096, '\0')),
        },
      )
    },
    async readDisk(vm, disk) {
      const { stdout } = await runner.run([
        'dd',
        `if=${device(vm, disk)}`,
        'bs=4096',
        'count=1',
        'iflag=direct',
        'status=none',
      ])
      return stdout.replaceAll('\0', '')
    },
    async writeFile(path, text) {
      await runner.run(['dd', `of=${path}`, 'status=none'], { input: text })
    },
    async readFile(path) {
      const { stdout, code } = await runner.run(['sha256sum', '--', path], { okCodes: [0, 1] })
      if (code !== 0) return undefined
      const { stdout: size } = await runner.run(['stat', '-c', '%s', '--', path])
      // Small files as they are, so that a test can tell what it reads.
      return Number(size) < 1000 ? (await runner.run(['cat', '--', path])).stdout : stdout
    },
  }
}
