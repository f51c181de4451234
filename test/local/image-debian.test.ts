import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { here } from '../../src/host/exec.ts'
import { buildDebianImage, type BuiltImage } from '../../src/host/images/build-debian.ts'
import { imageMakers } from '../../src/host/images/image-makers.ts'
import { checkDisk, createOverlay, imageInfo } from '../../src/host/images/qemu-img.ts'
import { makeSeedIso } from '../../src/host/images/seed.ts'
import { pickWorkFolder } from '../../src/host/images/work-folder.ts'
import { debianBuild as build, debianImage } from './support/debian-image.ts'
import { recordedWork } from './support/image-work.ts'
import { startPlainGuest, type PlainGuest } from './support/plain-qemu.ts'
import { testCache } from './support/tiny-guest.ts'

const gib = 1024 ** 3
const minutes = 60_000

let folder: string
let image: BuiltImage
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kiste-debian-'))
  image = await debianImage()
}, 15 * minutes)
afterAll(async () => rm(folder, { recursive: true, force: true }))

describe('a built Debian image', () => {
  it('is a whole qcow2 disk that is what its record says', async () => {
    expect(await checkDisk(here, image.path)).toEqual({ corruptions: 0, leakedClusters: 0 })
    const info = await imageInfo(here, image.path, 'qcow2')
    expect(info).toMatchObject({ virtualSizeBytes: image.virtualSizeBytes, backingPath: undefined })
    expect((await stat(image.path)).size).toBe(image.fileSizeBytes)
    expect((await readFile(image.kernelPath)).toString('latin1', 0x202, 0x206)).toBe('HdrS')
    expect((await stat(image.initrdPath)).size).toBeGreaterThan(1024 ** 2)
  })

  it('is there at once the second time, with and without asking the archive', async () => {
    const again = await buildDebianImage(here, build, recordedWork())
    expect(again).toEqual({ ...image, cached: true })
    const work = recordedWork()
    expect(await buildDebianImage(here, { ...build, release: 'bookworm', reuse: 'any' }, work)).toEqual({
      ...image,
      cached: true,
    })
    expect(work.lines).toEqual([])
  })

  it('goes into a store without taking the space twice', async () => {
    const store = join(testCache(), 'store')
    await rm(store, { recursive: true, force: true })
    await mkdir(store)
    const makers = imageMakers({
      runner: here,
      arch: 'x86_64',
      buildCache: build.cacheFolder,
      keyrings: folder,
    })
    const recipe = { distribution: 'debian', release: '12' } as const
    const made = await makers.build(recipe, { folder: store, downloads: folder }, recordedWork())
    expect(made).toMatchObject({
      kind: 'disk',
      sha256: image.sha256,
      defaultUser: 'debian',
      cloudInit: true,
      origin: { type: 'built', recipe: 'debian 12', digest: image.digest },
    })
    expect((await stat(join(store, 'disk.qcow2'))).ino).toBe((await stat(image.path)).ino)
    await rm(store, { recursive: true })
  })

  it.each([
    ['BIOS', false],
    ['UEFI', true],
  ])(
    'boots with %s: agent, cloud-init, a user, an identity, a root as large as the disk',
    async (name, uefi) => {
      const disk = join(folder, `${name}.qcow2`)
      await createOverlay(here, disk, { path: image.path, format: 'qcow2' }, 6 * gib)
      const seed = join(folder, `${name}.iso`)
      await makeSeedIso(
        here,
        {
          metaData: `instance-id: test-${name}\nlocal-hostname: web-${name.toLowerCase()}\n`,
          userData:
            '#cloud-config\nusers:\n  - name: ada\n    shell: /bin/sh\nwrite_files:\n  - path: /etc/made\n    content: |\n      by cloud-init\n',
        },
        seed,
      )
      const guest = await startPlainGuest([
        ...(uefi ? await firmware() : []),
        '-drive',
        `if=virtio,format=qcow2,file=${disk}`,
        '-drive',
        `if=virtio,format=raw,readonly=on,file=${seed}`,
        '-nic',
        'user,model=virtio-net-pci',
      ])
      try {
        await guest.agent('guest-ping', undefined, 8 * minutes)
        await finished(guest)
        expect(await said(guest, 'cat /run/cloud-init/result.json')).toContain('"errors": []')
        expect(await said(guest, 'hostname; cat /etc/made; id -un ada')).toBe(
          `web-${name.toLowerCase()}\nby cloud-init\nada`,
        )
        expect(await said(guest, 'test -d /sys/firmware/efi && echo UEFI || echo BIOS')).toBe(name)
        expect(await said(guest, 'cat /etc/machine-id')).toMatch(/^[\da-f]{32}$/)
        expect(await said(guest, 'ls /etc/ssh/ssh_host_*_key')).toBe(
          '/etc/ssh/ssh_host_ecdsa_key\n/etc/ssh/ssh_host_ed25519_key',
        )
        expect(Number(await said(guest, 'df --output=size --block-size=1M / | tail -n 1'))).toBeGreaterThan(
          5.5 * 1024,
        )
        expect(await said(guest, 'systemctl --failed --no-legend --plain')).toBe('')
        expect(await said(guest, 'networkctl --no-legend | grep -c routable')).toBe('1')
        // Upgrades of kernel and boot loader write these anew: both must find disk and ESP as they are.
        expect(
          await said(guest, 'update-grub 2>/dev/null; grep -c "linux.*console=ttyS0" /boot/grub/grub.cfg'),
        ).toMatch(/^[1-9]/)
        expect(await said(guest, 'ls /boot/efi/EFI/BOOT')).toContain('BOOTX64.EFI')
        await guest.waitForSerial(/web-\w+ login:/, minutes)
      } finally {
        await guest.stop()
      }
    },
    20 * minutes,
  )
})

it(
  'a build that is cancelled, or cannot be done, leaves nothing',
  async () => {
    const [cacheFolder, workFolder, aptFolder] = [
      join(folder, 'cache'),
      await mkdtemp(join(await pickWorkFolder(), 'kiste-test-')),
      join(folder, 'apt'),
    ]
    // The build's own users have to pass through it.
    await chmod(workFolder, 0o711)
    try {
      const cancel = new AbortController()
      const work = recordedWork(cancel.signal)
      const cancelling = {
        ...work,
        log: (line: string) => {
          work.log(line)
          if (line.includes('extracting archives')) cancel.abort()
        },
      }
      await expect(
        buildDebianImage(here, { ...build, cacheFolder, workFolder }, cancelling),
      ).rejects.toMatchObject({
        problems: [{ code: 'cancelled', message: 'Cancelled: build Debian 12 (bookworm).' }],
      })
      expect(work.lines).toContainEqual(expect.stringContaining('extracting archives'))
      // It did not work on to its end behind our back.
      expect(work.lines.filter((line) => line.includes('customize-hook'))).toEqual([])
      expect([await readdir(cacheFolder), await readdir(workFolder)]).toEqual([[], []])
      await here.run(['mkdir', '-p', join(aptFolder, 'sources.list.d')])
      await here.run(['tee', join(aptFolder, 'sources.list')], {
        input: 'deb http://127.0.0.1:9/debian bookworm main\n',
      })
      await expect(
        buildDebianImage(here, { ...build, cacheFolder, workFolder, aptFolder }, recordedWork()),
      ).rejects.toMatchObject({
        problems: [
          {
            code: 'download_failed',
            message: expect.stringMatching(/Could not build Debian 12 .*127\.0\.0\.1:9/) as string,
          },
        ],
      })
      expect([await readdir(cacheFolder), await readdir(workFolder)]).toEqual([[], []])
    } finally {
      await rm(workFolder, { recursive: true, force: true })
    }
  },
  10 * minutes,
)

it('unknown releases and architectures are refused with what there is', async () => {
  await expect(buildDebianImage(here, { ...build, release: 'a/../b' }, recordedWork())).rejects.toMatchObject(
    {
      problems: [{ code: 'not_found', hint: 'There are: 12 (bookworm), 13 (trixie).' }],
    },
  )
  await expect(buildDebianImage(here, { ...build, arch: 'aarch64' }, recordedWork())).rejects.toMatchObject({
    problems: [
      { code: 'not_supported', hint: expect.stringContaining('kiste image pull debian-12') as string },
    ],
  })
})

async function firmware(): Promise<string[]> {
  const variables = join(folder, 'vars.fd')
  await copyFile('/usr/share/OVMF/OVMF_VARS_4M.fd', variables)
  const flash = (unit: number, file: string, more = '') => [
    '-drive',
    `if=pflash,format=raw,unit=${unit},file=${file}${more}`,
  ]
  return [...flash(0, '/usr/share/OVMF/OVMF_CODE_4M.fd', ',readonly=on'), ...flash(1, variables)]
}

/** Cloud-init's last act is to write this file; asking cloud-init itself would start one more Python in a slow guest. */
async function finished(guest: PlainGuest): Promise<void> {
  const wait = 'until [ -e /var/lib/cloud/instance/boot-finished ]; do sleep 1; done'
  await guest.run(['/bin/sh', '-c', wait], 8 * minutes)
}

async function said(guest: PlainGuest, command: string): Promise<string> {
  return (await guest.run(['/bin/sh', '-c', command], 2 * minutes)).stdout.trim()
}
