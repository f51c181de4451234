import { showForward } from '../../src/domain/port-forward.ts'
import { GiB, MiB } from '../../src/domain/size.ts'
import { shellWord } from '../components/shell-word.ts'
import type { CreateBody } from './create-form.ts'

type Options = {
  readonly [Key in keyof Required<CreateBody>]: (value: NonNullable<CreateBody[Key]>) => readonly string[]
}

// How the command line says each of them; what is secret or long comes from standard input or a file there.
const options: Options = {
  name: () => [],
  image: (image) => ['--image', image],
  pull: (pull) => (pull ? ['--pull'] : []),
  store: (store) => ['--store', store],
  cpus: (cpus) => ['--cpus', String(cpus)],
  memoryMiB: (memoryMiB) => ['--memory', sizeWord(memoryMiB * MiB)],
  diskBytes: (diskBytes) => ['--disk', sizeWord(diskBytes)],
  thick: (thick) => (thick ? ['--thick'] : []),
  user: (user) => ['--user', user],
  password: () => ['--password-stdin'],
  sshKeys: (keys) => keys.flatMap((key) => ['--ssh-key', key]),
  packages: (packages) => packages.flatMap((name) => ['--package', name]),
  userData: () => ['--user-data', 'FILE'],
  publish: (forwards) => forwards.flatMap((forward) => ['--publish', showForward(forward)]),
  network: (network) => ['--network', network],
  firmware: (firmware) => ['--firmware', firmware],
  autostart: (autostart) => (autostart ? ['--autostart'] : []),
  start: (start) => (start ? [] : ['--no-start']),
}

/** What one would type for the same. Without a key given here, the one of whoever types would be let in. */
export function createCommand(body: CreateBody): string {
  const words = (Object.keys(options) as (keyof CreateBody)[]).flatMap((key) => {
    const value = body[key]
    return value === undefined ? [] : (options[key] as (value: unknown) => readonly string[])(value)
  })
  const noKeys = body.sshKeys === undefined ? ['--no-ssh-key'] : []
  return ['kiste', 'vm', 'create', body.name, ...words, ...noKeys].map(shellWord).join(' ')
}

/** The largest unit in which it is whole. */
function sizeWord(sizeBytes: number): string {
  if (sizeBytes % GiB === 0) return `${sizeBytes / GiB}G`
  return sizeBytes % MiB === 0 ? `${sizeBytes / MiB}M` : `${sizeBytes}B`
}
