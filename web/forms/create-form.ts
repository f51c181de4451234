import { readForward } from '../../src/domain/read-forward.ts'
import type { PortForward } from '../../src/domain/nic.ts'
import { GiB, MiB, parseSizeBytes } from '../../src/domain/size.ts'
import type { Sizes } from '../../src/domain/usual-sizes.ts'
import type { Input } from '../../src/contract/input.ts'
import type { Checked } from '../../src/domain/problem.ts'

export type CreateBody = Input<'createVm'>['body']

/** What somebody has filled in: texts as they were typed, as they may be wrong. */
export interface CreateForm {
  readonly name: string
  /** Of an image that is here or can be fetched; none for an empty disk. */
  readonly image: string
  readonly cpus: string
  readonly memory: string
  readonly disk: string
  readonly store: string
  readonly user: string
  readonly password: string
  /** One a line. */
  readonly sshKeys: string
  /** What suits the host, if it is empty; `bridge` and then its name. */
  readonly network: string
  readonly bridge: string
  /** As the command line takes them, with commas or spaces between. */
  readonly publish: string
  readonly packages: string
  readonly userData: string
  readonly firmware: '' | 'uefi' | 'bios'
  readonly thick: boolean
  readonly autostart: boolean
  readonly start: boolean
}

/** Beside the fields, what they are held against. */
export interface CreateFacts {
  /** What is so without a word, and so need not be said. */
  readonly usual: Sizes
  readonly usualStore: string
  /** The image is in the catalogue and not here. */
  readonly isFetched: boolean
  /** Something in it reads what account there is to be. */
  readonly hasCloudInit: boolean
}

/** What is asked of the daemon, and what cannot even be asked. */
export interface CreateWish {
  readonly body: CreateBody
  readonly problems: Readonly<Record<string, string>>
}

export const emptyForm: Omit<CreateForm, 'name' | 'image' | 'cpus' | 'memory' | 'disk' | 'store'> = {
  user: '',
  password: '',
  sshKeys: '',
  network: '',
  bridge: '',
  publish: '',
  packages: '',
  userData: '',
  firmware: '',
  thick: false,
  autostart: false,
  start: true,
}

/** What a form wishes. What is as it would be anyway is left out, so that the command for the same is short. */
export function readForm(form: CreateForm, facts: CreateFacts): CreateWish {
  const { usual, usualStore, isFetched, hasCloudInit } = facts
  const problems: Record<string, string> = {}
  const read = <T>(field: string, checked: Checked<T>): T | undefined => {
    if (checked.ok) return checked.value
    problems[field] = checked.problems.map(({ message }) => message).join(' ')
    return undefined
  }
  const unlessUsual = <T>(value: T | undefined, same: T) => (value === same ? undefined : value)
  const memory = read('memoryMiB', readSize(form.memory, 'memoryMiB'))
  const disk = read('diskBytes', readSize(form.disk, 'diskBytes'))
  const cpus = read('cpus', readCount(form.cpus, 'cpus'))
  const forwards = words(form.publish).map((text) => read('publish', readForward(text, 'publish')))
  const sshKeys = lines(form.sshKeys)
  const packages = words(form.packages)
  const given: { readonly [Key in keyof CreateBody]: CreateBody[Key] | undefined } = {
    name: form.name,
    image: form.image === '' ? undefined : form.image,
    pull: isFetched ? true : undefined,
    store: unlessUsual(form.store, usualStore),
    cpus: unlessUsual(cpus, usual.cpus),
    memoryMiB: unlessUsual(memory === undefined ? undefined : memory / MiB, usual.memoryMiB),
    diskBytes: unlessUsual(disk, usual.diskBytes),
    thick: form.thick || undefined,
    // Where nothing would read them they are not offered, and what was typed before another image was chosen does not count.
    ...(hasCloudInit
      ? {
          user: form.user === '' ? undefined : form.user,
          password: form.password === '' ? undefined : form.password,
          sshKeys: sshKeys.length > 0 ? [...sshKeys] : undefined,
          packages: packages.length > 0 ? [...packages] : undefined,
          userData: form.userData.trim() === '' ? undefined : form.userData,
        }
      : {}),
    publish:
      forwards.length > 0 ? forwards.filter((forward): forward is PortForward => !!forward) : undefined,
    network: networkOf(form),
    firmware: form.firmware === '' ? undefined : form.firmware,
    autostart: form.autostart || undefined,
    start: form.start ? undefined : false,
  }
  const body = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { body: body as CreateBody, problems }
}

/** A size as it may be typed: exact, in the largest unit in which it is whole. */
export function sizeText(sizeBytes: number): string {
  if (sizeBytes % GiB === 0) return `${sizeBytes / GiB} GiB`
  return sizeBytes % MiB === 0 ? `${sizeBytes / MiB} MiB` : `${sizeBytes} B`
}

function networkOf({ network, bridge }: CreateForm): string | undefined {
  if (network === '') return undefined
  return network === 'bridge' ? `bridge:${bridge.trim()}` : network
}

/** People write decimals with a comma, too. */
function readSize(text: string, field: string): Checked<number> {
  return parseSizeBytes(text.trim().replace(',', '.').replaceAll('\u00a0', ' '), field)
}

function readCount(text: string, field: string): Checked<number> {
  if (/^\d{1,4}$/.test(text.trim())) return { ok: true, value: Number(text) }
  return {
    ok: false,
    problems: [{ code: 'invalid_input', field, message: `${JSON.stringify(text)} is not a number.` }],
  }
}

function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}
