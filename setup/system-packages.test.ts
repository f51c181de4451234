import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { needs } from '../src/host/facts/needs.mjs'
import { packagesOf, signsOf } from '../src/host/facts/package-rules.mjs'
import { fakes, otherMachine, type OtherMachine } from './testing/other-machine.ts'

// Set-up as a process of its own, with an os-release and package managers of the test's.

const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
const purposes = ['vms', 'images'] as const
const wanted = needs.filter((need) => need.purpose === 'vms' || need.purpose === 'images')
const [root, someone] = [0, 1000]
const debian = 'ID=debian\nVERSION_ID="13"\n'
const fedora = 'ID=fedora\nVERSION_ID=43\n'
const options = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3', '-o', 'Dpkg::Use-Pty=0']
const update = ['apt-get', ...options, 'update', '--error-on=any']

const machineWith = (osRelease: string) => otherMachine(osRelease, onTestFinished)

/** The packages that meet these needs, each with its signs, as a distribution has them. */
function distribution(family: 'debian' | 'fedora', all = wanted): Record<string, string[]> {
  const gives: Record<string, string[]> = {}
  for (const need of all)
    for (const name of packagesOf(need, arch, family))
      gives[name] = [...(gives[name] ?? []), signsOf(need, arch)[0] ?? '']
  return gives
}

async function debianMachine(gives = distribution('debian')): Promise<OtherMachine> {
  const machine = await machineWith(debian)
  await machine.gives(gives)
  await machine.program('apt-get', fakes.aptGet)
  await machine.program('apt-cache', fakes.aptCache)
  return machine
}

async function fedoraMachine(gives = distribution('fedora')): Promise<OtherMachine> {
  const machine = await machineWith(fedora)
  await machine.gives(gives)
  await machine.program('dnf', fakes.dnf)
  return machine
}

const install = (packages: readonly string[]) => [
  'apt-get',
  ...options,
  'install',
  '-y',
  '--no-install-recommends',
  ...packages,
]

describe('root on Debian', () => {
  test('gets everything installed in one go, and nothing the second time', async () => {
    const machine = await debianMachine()
    const first = await machine.setUp(purposes, root)
    const packages = Object.keys(distribution('debian'))
    expect(first.ran).toEqual([
      update,
      ['apt-cache', 'show', '--no-all-versions', ...packages],
      install(packages),
    ])
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('QEMU: runs the VMs') as string })
    expect(await machine.setUp(purposes, root)).toEqual({ code: 0, output: '', ran: [] })
  })

  test('tries again when apt fails for a moment', async () => {
    const machine = await debianMachine()
    const failOnce = `const once = here + '/failed'\nif (!fs.existsSync(once)) { fs.writeFileSync(once, ''); process.exit(100) }`
    await machine.program('apt-get', `if (args.includes('install')) { ${failOnce} }\n${fakes.aptGet}`)
    const { code, ran } = await machine.setUp(purposes, root)
    expect(code).toBe(0)
    expect(ran.filter((argv) => argv.includes('install'))).toHaveLength(2)
  })

  test('is told what apt said last when it goes on failing', async () => {
    const machine = await debianMachine()
    await machine.program('apt-get', `console.error('E: no space left')\nprocess.exit(100)`)
    const { code, output, ran } = await machine.setUp(purposes, root)
    expect(code).toBe(1)
    expect(ran.filter((argv) => argv.includes('install'))).toHaveLength(3)
    expect(output).toContain('E: no space left')
    expect(output).toContain(join(machine.root, 'cache/kiste/packages.log'))
  })

  test('is told at once what apt has no package for', async () => {
    const gives = distribution('debian')
    delete gives['genisoimage']
    const machine = await debianMachine(gives)
    const { code, output, ran } = await machine.setUp(purposes, root)
    expect({ code, ran: ran.map(([name]) => name) }).toEqual({ code: 3, ran: ['apt-get', 'apt-cache'] })
    expect(output).toContain('apt knows no package genisoimage here')
  })

  test('gets more tries while no list of packages could be fetched', async () => {
    const machine = await debianMachine({})
    await machine.program('apt-get', `console.error('E: no network')\nprocess.exit(100)`)
    const { code, output, ran } = await machine.setUp(purposes, root)
    expect(code).toBe(3)
    const oneTry = ['apt-get', 'apt-cache']
    expect(ran.map(([name]) => name)).toEqual([...oneTry, ...oneTry, ...oneTry])
    expect(output).toContain('E: no network')
  })

  test('is told when a package was not what it was taken for', async () => {
    const machine = await debianMachine({ ...distribution('debian'), genisoimage: [] })
    const { code, output } = await machine.setUp(purposes, root)
    expect({ code, output }).toEqual({
      code: 3,
      output: expect.stringContaining(
        'Still missing after installing: genisoimage (writes ISO images)',
      ) as string,
    })
  })

  test('is not kept from VMs by what they can do without', async () => {
    const gives = distribution('debian')
    const all = Object.entries(gives).filter(([name]) => name !== 'passt')
    const machine = await debianMachine(Object.fromEntries(all))
    const says = 'Works without, but would be better with: passt (forwards ports to VMs without root).'
    expect(await machine.setUp(purposes, root)).toMatchObject({
      code: 0,
      output: expect.stringContaining(says) as string,
    })
    const again = await machine.setUp(purposes, root)
    expect(again).toMatchObject({ code: 0, output: `${says}\n` })
    expect(again.ran.map(([name]) => name)).toEqual(['apt-cache'])
  })

  test('takes the package of either release', async () => {
    const all = needs.filter((need) => need.purpose === 'networks')
    const gives = distribution('debian', all)
    delete gives['libvirt-daemon-driver-network']
    const { code, ran } = await (await debianMachine(gives)).setUp(['networks'], root)
    expect(code).toBe(0)
    expect(ran.at(-1)).toEqual(install(Object.keys(gives)))
  })

  test('finds no system libvirt at work afterwards that was not before', async () => {
    const machine = await debianMachine()
    await mkdir(join(machine.root, 'run/systemd/system'), { recursive: true })
    const units = join(machine.root, 'units')
    await writeFile(units, 'virtqemud.socket enabled\n')
    const comes = `if (args.includes('install')) fs.appendFileSync(here + '/units', 'libvirtd.service enabled\\nlibvirtd.socket enabled\\n')`
    await machine.program('apt-get', `${fakes.aptGet}\n${comes}`)
    await machine.program(
      'systemctl',
      `if (args.includes('list-unit-files')) process.stdout.write(fs.readFileSync(here + '/units', 'utf8'))`,
    )
    const { code, ran } = await machine.setUp(purposes, root)
    expect(code).toBe(0)
    expect(ran.at(-1)).toEqual(['systemctl', 'disable', '--now', 'libvirtd.service', 'libvirtd.socket'])
  })
})

describe('a user on Debian', () => {
  test('whose sudo asks nothing has it done by root, with the questions of packages off', async () => {
    const machine = await debianMachine()
    await machine.program('sudo', fakes.sudo)
    await machine.program(
      'apt-get',
      `fs.writeFileSync(here + '/frontend', process.env.DEBIAN_FRONTEND ?? '')\n${fakes.aptGet}`,
    )
    const { code, ran, output } = await machine.setUp(purposes, someone)
    const packages = Object.keys(distribution('debian'))
    const asRoot = (argv: readonly string[]) => [
      'sudo',
      '-n',
      '--',
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      ...argv,
    ]
    expect(ran).toEqual([
      ['sudo', '-n', 'true'],
      asRoot(update),
      update,
      ['apt-cache', 'show', '--no-all-versions', ...packages],
      asRoot(install(packages)),
      install(packages),
    ])
    expect(await readFile(join(machine.root, 'frontend'), 'utf8')).toBe('noninteractive')
    expect(code).toBe(0)
    expect(output).toContain('sudo -n -- apt-get install -y')
  })

  test.each([
    ['has no sudo', undefined],
    ['is asked for a password', fakes.sudoThatAsks],
  ])('who %s is told the command, and nothing is done', async (_, sudo) => {
    const machine = await debianMachine()
    if (sudo !== undefined) await machine.program('sudo', sudo)
    const { code, ran, output } = await machine.setUp(purposes, someone)
    expect({ code, ran }).toEqual({ code: 3, ran: sudo === undefined ? [] : [['sudo', '-n', 'true']] })
    const packages = Object.keys(distribution('debian')).join(' ')
    expect(output).toContain(`\n  sudo apt-get install -y --no-install-recommends ${packages}\n`)
  })

  test('who has all that VMs cannot do without may start', async () => {
    const required = wanted.filter((need) => need.required)
    const machine = await debianMachine(distribution('debian', required))
    await machine.setUp(purposes, root)
    expect(await machine.setUp(purposes, someone)).toEqual({
      code: 0,
      ran: [],
      output: expect.stringMatching(/^Works without, but would be better with: virsh .*swtpm/) as string,
    })
  })
})

describe('on Fedora', () => {
  const packages = Object.keys(distribution('fedora'))
  const dnf = [
    'dnf',
    'install',
    '-y',
    '--setopt=install_weak_deps=False',
    ...packages,
    '--setopt=strict=False',
  ]

  test('root gets everything from dnf', async () => {
    const { code, ran } = await (await fedoraMachine()).setUp(purposes, root)
    expect({ code, ran }).toEqual({ code: 0, ran: [dnf] })
  })

  test('a user with sudo, too', async () => {
    const machine = await fedoraMachine()
    await machine.program('sudo', fakes.sudo)
    const { code, ran } = await machine.setUp(purposes, someone)
    expect({ code, ran }).toEqual({
      code: 0,
      ran: [['sudo', '-n', 'true'], ['sudo', '-n', '--', ...dnf], dnf],
    })
  })

  test('a user without is told the command', async () => {
    const { code, ran, output } = await (await fedoraMachine()).setUp(purposes, someone)
    expect({ code, ran }).toEqual({ code: 3, ran: [] })
    expect(output).toContain(
      `\n  sudo dnf install -y --setopt=install_weak_deps=False ${packages.join(' ')}\n`,
    )
  })

  test('what dnf said last is told when it fails', async () => {
    const machine = await fedoraMachine()
    await machine.program('dnf', `console.error('Error: no mirrors')\nprocess.exit(1)`)
    const { code, output } = await machine.setUp(purposes, root)
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('Error: no mirrors') as string,
    })
  })

  test('what its release names otherwise is told by what is missing', async () => {
    const machine = await fedoraMachine({ ...distribution('fedora'), genisoimage: [] })
    expect(await machine.setUp(purposes, root)).toMatchObject({
      code: 3,
      output: expect.stringContaining('Still missing after installing: genisoimage') as string,
    })
  })
})

test('an unknown distribution is told what to install by hand, whoever asks', async () => {
  const machine = await machineWith('ID=plan9\n')
  await machine.program('sudo', fakes.sudo)
  for (const uid of [root, someone]) {
    const { code, ran, output } = await machine.setUp(purposes, uid)
    expect(code).toBe(3)
    expect(ran.filter(([name]) => name !== 'sudo')).toEqual([])
    expect(output).toContain('QEMU: runs the VMs')
    expect(output).toContain('Install these by hand and start again.')
  }
})
